import {
  Claim,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  ModelService,
  type Placement,
  type Platform,
  TrainingJob,
  type TrainingJobProps,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { service, templateOf, training } from '../fixtures/workloads';

const zoneLabel = 'topology.kubernetes.io/zone';
const pools: Platform['pools'] = {
  'general-a': { cpu: '16', memory: '64Gi', labels: { pool: 'general-a' }, zones: ['a'] },
  'general-ab': { cpu: '16', memory: '64Gi', labels: { pool: 'general-ab' }, zones: ['a', 'b'] },
  nvme: { cpu: '16', memory: '64Gi', labels: { pool: 'nvme' }, zones: ['c'], localSsd: true },
  gpu: { cpu: '190', memory: '1900Gi', gpu: { count: 8 }, labels: { pool: 'gpu' }, zones: ['b'] },
};
const facts: Platform = {
  ...platform,
  pools,
  storageClasses: {
    'in-b': { access: ['ReadWriteMany'], zone: 'b' },
    local: { access: ['ReadWriteOnce'], pool: 'nvme' },
    anywhere: { access: ['ReadWriteMany'] },
  },
};
const home = { ...environment, platform: facts };

function placed(storageClass: string, placement: Placement = {}, props: Partial<TrainingJobProps> = {}) {
  const app = new MlopsApp();
  const chart = new MlopsChart(app.in(home), 'chart', { environment: home });
  const access = facts.storageClasses?.[storageClass]?.access[0];
  const data = new Claim(chart, 'data', { size: '1Gi', access, storageClass });
  const made = new TrainingJob(chart, 'train', { ...training, placement: { ...placement, near: data }, ...props });
  app.finish();
  return templateOf(made.objects.workload).spec;
}

function problems(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    return (error as MlopsError).codes;
  }
  return [];
}

test('pods near a claim run in its zone, on the pools that stand there', () => {
  expect(placed('in-b').nodeSelector).toEqual({ [zoneLabel]: 'b', pool: 'general-ab' });
});

test('pods near a local disk run on the pool that has it', () => {
  expect(placed('local').nodeSelector).toEqual({ pool: 'nvme' });
});

test('GPUs stand in the zone of the claim, or no node could take the pod', () => {
  const compute = { cpu: '8', memory: '32Gi', gpu: { pool: 'gpu', count: 1 } };
  expect(placed('in-b', {}, { compute }).nodeSelector).toEqual({ [zoneLabel]: 'b', pool: 'gpu' });
  const reference = Claim.reference({ name: 'far', zone: 'a' });
  expect(problems(() => placed('in-b', {}, { compute, placement: { near: reference } }))).toEqual(['no-pool-fits']);
});

test('a service can stand near its model too', () => {
  const chart = new MlopsChart(new MlopsApp().in(home), 'chart', { environment: home });
  const near = Claim.reference({ name: 'models', access: 'ReadWriteMany', zone: 'b' });
  const { workload } = new ModelService(chart, 'serve', { ...service, placement: { near } }).objects;
  expect(templateOf(workload).spec.nodeSelector).toMatchObject({ [zoneLabel]: 'b' });
});

test.each<[string, string, Placement, string]>([
  ['a claim whose place nobody states', 'anywhere', {}, 'missing-platform-fact'],
  ['another pool than that of the disk', 'local', { pool: 'general-a' }, 'not-allowed'],
  ['another zone than that of the claim', 'in-b', { requires: { zone: 'a' } }, 'not-allowed'],
])('near %s is an error', (_what, storageClass, placement, code) => {
  expect(problems(() => placed(storageClass, placement))).toEqual([code]);
});

test('only a claim has a place', () => {
  expect(problems(() => placed('in-b', {}, { placement: { near: { name: 'x' } } }))).toEqual(['wrong-type']);
});

import type { RayJobSpec } from '../../imports/ray';
import {
  Claim,
  knative,
  kserve,
  ModelService,
  type NodePool,
  type Placement,
  type Platform,
  rayJob,
  type ServiceEngine,
  TrainingJob,
  type TrainingJobProps,
} from '../../lib';
import { chart, container, templateOf } from '../fixtures/workloads';
import { environment, platform as queued, queues } from './platform';

const anywhere = { 'kueue.x-k8s.io/podset-unconstrained-topology': 'true' };
const rack = { 'kueue.x-k8s.io/podset-required-topology': 'example.com/rack' };

const platform: Platform = {
  ...queued,
  operators: {
    ...queued.operators,
    knative: {
      version: '1.20',
      namespaces: ['knative-serving'],
      features: ['nodeselector', 'tolerations'].map((field) => `kubernetes.podspec-${field}`),
    },
    kserve: { version: '0.20', namespaces: ['kserve'] },
    kuberay: { version: '1.7', namespaces: ['ray'] },
  },
};
const place = { ...environment, platform };
const compute = { cpu: '8', memory: '64Gi', gpu: { pool: 'h100', count: 8 } };

const train = (props: Partial<TrainingJobProps>, facts: Partial<Platform> = {}) =>
  new TrainingJob(chart({ environment: { ...place, platform: { ...platform, ...facts } } }), 'train', {
    ...container,
    ...props,
  }).objects.workload;
const annotationsOf = (props: Partial<TrainingJobProps>, facts?: Partial<Platform>) =>
  templateOf(train(props, facts)).metadata.annotations ?? {};

test('pods that must stand near each other say within what', () => {
  expect(annotationsOf({ compute, placement: { queue: 'training', within: 'example.com/rack' } })).toEqual(rack);
  expect(() => train({ compute, placement: { queue: 'training', within: 'example.com/row' } })).toThrow(
    /placement\.within: got 'example\.com\/row', allowed example\.com\/block, example\.com\/rack, kubernetes\.io\/hostname.*\[not-allowed\]/,
  );
  expect(() => train({ compute, placement: { within: 'example.com/rack' } })).toThrow(
    /without a queue.*\[not-allowed\]/,
  );
});

test.each<[string, Placement, RegExp]>([
  ['of a pool that no topology has', { pool: 'general' }, /no topology has pool 'general'/],
  ['that tolerate no taint, where each topology has tainted pools', {}, /no topology has a pool without taints/],
])('Kueue would never admit pods %s to one rack', (_what, where, problem) => {
  expect(() => train({ placement: { ...where, queue: 'training', within: 'example.com/rack' } })).toThrow(problem);
});

test('pods that can go to no nodes but those of a topology ask for any place in it: Kueue gives them none unasked', () => {
  expect(annotationsOf({ compute, placement: { queue: 'training' } })).toEqual(anywhere);
  expect(annotationsOf({ compute })).toEqual({});
  expect(annotationsOf({ placement: { queue: 'training', pool: 'general' } })).toEqual({});
});

test('pods of no pool ask for it where all nodes that take any pod are in a topology', () => {
  const whole = { datacenter: { levels: ['example.com/rack'], pools: ['general', 'h100'] } };
  expect(annotationsOf({ placement: { queue: 'training' } })).toEqual({});
  expect(annotationsOf({ placement: { queue: 'training' } }, { queues: { ...queues, topologies: whole } })).toEqual(
    anywhere,
  );
});

test('pods whose data lies in a zone do not wait for nodes of a topology in which Kueue sees no nodes', () => {
  const near = Claim.reference({ name: 'data', zone: 'a' });
  const zoned = { ...platform.pools, h100: { ...(platform.pools?.['h100'] as NodePool), zones: ['a', 'b'] } };
  const blind = (levels: readonly string[]) => ({
    pools: zoned,
    queues: { ...queues, topologies: { datacenter: { levels, pools: ['h100'] } } },
  });
  const blocks = blind(['topology.kubernetes.io/zone', 'example.com/rack']);
  expect(() => train({ compute, placement: { queue: 'training', near } }, blocks)).toThrow(
    /placement\.queue: got 'zone a on pool 'h100', whose topology 'datacenter' ends at example\.com\/rack'.*\[not-allowed\]/,
  );
  expect(annotationsOf({ compute, placement: { near } }, blocks)).toEqual({});
  expect(annotationsOf({ compute, placement: { queue: 'training' } }, blocks)).toEqual(anywhere);
  const hosts = blind(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
  expect(annotationsOf({ compute, placement: { queue: 'training', near } }, hosts)).toEqual(anywhere);
});

test('the head of a Ray cluster and its submitter wait with the workers, and ask for themselves', () => {
  const engine = rayJob({ rayVersion: '2.52.0', head: { placement: { pool: 'h100' } } });
  const placement = { queue: 'training', within: 'example.com/rack' };
  const { rayClusterSpec, submitterPodTemplate } = train({ command: ['train'], compute, placement, engine }).toJson()
    .spec as RayJobSpec;
  const { headGroupSpec, workerGroupSpecs } = rayClusterSpec;
  expect(workerGroupSpecs[0]?.template.metadata.annotations).toEqual(rack);
  expect(headGroupSpec.template.metadata.annotations).toEqual(anywhere);
  expect(submitterPodTemplate.metadata).not.toHaveProperty('annotations');
});

test.each<[string, ServiceEngine, readonly string[]]>([
  ['KServe', kserve(), ['predictor', 'annotations']],
  ['Knative', knative(), ['template', 'metadata', 'annotations']],
])('%s hands the annotation on to its pods', (_name, engine, path) => {
  const { workload } = new ModelService(chart({ environment: place }), 'serve', {
    ...container,
    compute,
    placement: { queue: 'training' },
    engine,
  }).objects;
  expect(workload.toJson().spec).toHaveProperty(path, expect.objectContaining(anywhere));
});

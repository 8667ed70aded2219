import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Claim, type Environment, MlopsApp, MlopsChart, ModelService, TrainingJob, Workspace } from '../../lib';
import { eventually, kubectl, objects } from '../cluster/kubectl';

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly initContainerStatuses?: readonly {
      readonly restartCount: number;
      readonly state: { readonly running?: object };
    }[];
    readonly containerStatuses?: readonly { readonly restartCount: number; readonly ready: boolean }[];
  };
}
interface Job {
  readonly status: { readonly succeeded?: number; readonly failed?: number };
}

const environment: Environment = { name: 'life', namespace: 'life', platform: { cluster: 'e2e', kubernetes: '1.34' } };
const image = 'docker.io/library/cdk8s-mlops-stand-in:1.0';
const compute = { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' };
const dist = mkdtempSync(join(tmpdir(), 'life-'));
const serving = 'app.kubernetes.io/name=prices';

function synth(): void {
  const app = new MlopsApp({ outdir: dist });
  const scope = app.in(environment);
  new Workspace(scope, 'workspace', { environment, quota: { cpu: '4', memory: '8Gi' } });
  const chart = new MlopsChart(scope, 'life', { environment });
  const disk = new Claim(chart, 'models', { size: '1Gi', access: 'ReadWriteMany' });
  const train = new TrainingJob(chart, 'train', { image, args: ['train'], compute, produces: disk.model('prices') });
  const service = new ModelService(chart, 'prices', {
    image,
    args: ['serve'],
    compute,
    model: train.output,
    replicas: 2,
  });
  const caller = { image, compute, when: 'onDemand', retries: 0 } as const;
  new TrainingJob(chart, 'caller', {
    ...caller,
    args: ['call', 'http://prices/predict', '45'],
    access: { calls: [service] },
  });
  new TrainingJob(chart, 'stranger', { ...caller, args: ['call', 'http://prices/predict', '3'] });
  app.synth();
}

const pods = () => objects<Pod>('pods', 'life', serving);
const job = (name: string) => (JSON.parse(kubectl('get', 'job', name, '-n', 'life', '-o', 'json')) as Job).status;
const start = (name: string) => kubectl('create', 'job', `${name}-now`, `--from=cronjob/${name}`, '-n', 'life');

beforeAll(() => {
  synth();
  kubectl('apply', '-f', join(dist, 'life/_workspace.k8s.yaml'));
});

afterAll(() => rmSync(dist, { recursive: true }));

test('without a model the pods are not ready, say why, and never crash', async () => {
  kubectl('apply', '-f', join(dist, 'life/life.k8s.yaml'));
  const waiting = () => pods().filter(({ status }) => status.initContainerStatuses?.[0]?.state.running !== undefined);
  await eventually('two pods wait', () => waiting().length === 2, 180);
  const [pod] = waiting();
  expect(kubectl('logs', '-n', 'life', pod?.metadata.name ?? '', '-c', 'wait-for-model')).toContain(
    'waiting for the model: nothing at /mnt/models/prices/',
  );
  expect(waiting().map(({ status }) => status.initContainerStatuses?.[0]?.restartCount)).toEqual([0, 0]);
});

test('the training writes the model to the path of its run, and the service becomes ready by itself', async () => {
  kubectl('apply', '-f', join(dist, 'life/runs'));
  await eventually(
    'every pod is ready',
    () => pods().length === 2 && pods().every(({ status }) => status.containerStatuses?.[0]?.ready === true),
    180,
  );
  expect(pods().map(({ status }) => status.containerStatuses?.[0]?.restartCount)).toEqual([0, 0]);
});

test('a pod that declared no call is not let in', async () => {
  start('stranger');
  await eventually('the stranger failed', () => job('stranger-now').failed === 1, 120);
  expect(kubectl('logs', '-n', 'life', 'job/stranger-now')).toContain('0 answers');
});

test('a declared caller loses no request while a pod is deleted and the service is rolled', async () => {
  start('caller');
  await eventually(
    'the caller calls',
    () =>
      kubectl(
        'get',
        'pods',
        '-n',
        'life',
        '-l',
        'app.kubernetes.io/name=caller',
        '-o',
        'jsonpath={.items[*].status.phase}',
      ) === 'Running',
    60,
  );
  kubectl('delete', 'pod', '-n', 'life', pods()[0]?.metadata.name ?? '', '--wait=false');
  kubectl('rollout', 'restart', 'deployment/prices', '-n', 'life');
  kubectl('rollout', 'status', 'deployment/prices', '-n', 'life', '--timeout=120s');
  await eventually('the caller ended', () => (job('caller-now').succeeded ?? job('caller-now').failed ?? 0) > 0, 120);
  const log = kubectl('logs', '-n', 'life', 'job/caller-now');
  expect(log).toMatch(/^\d{2,} answers, 0 failures/);
});

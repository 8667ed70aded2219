import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonPatch, Yaml } from 'cdk8s';
import fc from 'fast-check';
import { production } from '../../apps/environments/platforms';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import {
  Claim,
  Cluster,
  coscheduling,
  daily,
  type Environment,
  GitOps,
  kubeflowTrainer,
  MlopsApp,
  MlopsChart,
  type NodePool,
  rayJob,
  sparkApplication,
  TrainingJob,
  type TrainingJobProps,
  tensorflow,
  torchrun,
  Workspace,
} from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { trainingSubjects } from '../contract/training-subjects';
import { trainingsFor } from '../training/arbitrary-training';
import { judged } from './judges';
import { established, eventually, kubectl, objects } from './kubectl';
import { lost } from './read-back';

interface Pod {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase?: string };
}
interface Job {
  readonly metadata: { readonly name: string };
  readonly status: { readonly succeeded?: number; readonly failed?: number };
}

const environment: Environment = {
  name: 'engines',
  namespace: 'engines',
  platform: {
    ...production,
    pools: {
      ...production.pools,
      general: { ...(production.pools?.general as NodePool), zones: ['region-1a', 'region-1b', 'region-1c'] },
    },
    operators: {
      ...production.operators,
      'kubeflow-trainer': { version: '2.3' },
      jobset: { version: '0.12' },
      kuberay: { version: '1.7', namespaces: ['ray-system'] },
      'spark-operator': { version: '2.5', features: ['enable-batch-scheduler'] },
      volcano: { version: '1.13' },
      'scheduler-plugins': { version: '0.35' },
    },
    gang: coscheduling({ timeout: '5m' }),
  },
};
const folder = mkdtempSync(join(tmpdir(), 'engines-'));
const dist = join(folder, 'dist');
afterAll(() => rmSync(folder, { recursive: true }));

const workspace = Claim.reference({ name: 'workspace', access: 'ReadWriteMany' });
const checkpoint = { at: workspace.at('/workspace'), interval: '10m', saveTime: '1m' } as const;
const base: TrainingJobProps = {
  image: 'registry.example.com/train:1',
  command: ['python', 'train.py', "it's"],
  compute: { cpu: '2', memory: '4Gi' },
  mounts: [workspace.at('/workspace')],
  gang: false, // the simulated cluster has one scheduler
};
const gpus = { cpu: '16', memory: '128Gi', gpu: { pool: 'gpu', count: 8 } };
const spot = { placement: { spot: true }, checkpoint: { ...checkpoint, fallback: 'general' } };
const spark = { ...base, command: ['local:///app/train.py', '$(RUN_ID)'] };
const initializer = {
  uri: 's3://b/d',
  image: 'registry.example.com/init:1',
  at: workspace.at('/workspace'),
  secret: 's',
};
const ray = { rayVersion: '2.52.0' };

/** One of everything that an engine can be asked for. */
const trainings: Readonly<Record<string, TrainingJobProps>> = {
  'job-gpu': { ...base, compute: gpus, workers: 2, launcher: torchrun() },
  'job-counted': { ...base, workers: 3, retriesPerWorker: 1, success: { workers: [0] }, launcher: tensorflow() },
  'job-spot': { ...base, compute: { cpu: '1', memory: '1Gi', ephemeralStorage: '29Gi' }, workers: 18, ...spot },
  'job-near': { ...base, placement: { near: Claim.reference({ name: 'far', zone: 'region-1c' }), pool: 'general' } },
  'job-cached': {
    ...base,
    workers: 2,
    data: { uri: 's3://b/d', revision: 'v3', hash: 'md5:1' },
    cache: {
      at: workspace.at('/cache'),
      fill: { image: 'registry.example.com/fetch:1', command: ['fetch'], compute: { cpu: '1', memory: '1Gi' } },
    },
  },
  'job-daily': { ...base, when: daily('03:00') },
  'trainer-torch': { ...base, compute: gpus, workers: 2, engine: kubeflowTrainer({ framework: 'torch' }) },
  'trainer-deepspeed': { ...base, workers: 3, engine: kubeflowTrainer({ framework: 'deepspeed' }) },
  'trainer-jax': { ...base, engine: kubeflowTrainer({ framework: 'jax' }) },
  'trainer-xgboost': { ...base, ...spot, engine: kubeflowTrainer({ framework: 'xgboost' }) },
  'trainer-data': {
    ...base,
    engine: kubeflowTrainer({ datasetInitializer: initializer, modelInitializer: initializer }),
  },
  'trainer-theirs': { ...base, workers: 2, engine: kubeflowTrainer({ runtime: { name: 'torch-distributed' } }) },
  'ray-gpu': { ...base, compute: gpus, workers: 2, engine: rayJob({ ...ray, keep: { failed: { cluster: '1d' } } }) },
  'ray-spot': { ...base, workers: 2, ...spot, engine: rayJob({ ...ray, elastic: { min: 1, max: 4 } }) },
  'ray-redis': {
    ...base,
    engine: rayJob({
      ...ray,
      gcsFaultTolerance: { redisAddress: 'redis:6379', redisPassword: { secret: 'redis', key: 'password' } },
    }),
  },
  'spark-fixed': { ...spark, workers: 2, engine: sparkApplication({ sparkVersion: '3.5.5' }) },
  'spark-spot': {
    ...spark,
    ...spot,
    workers: 2,
    engine: sparkApplication({ sparkVersion: '3.5.5', dynamicAllocation: { max: 4 } }),
  },
  'job-gang': { ...base, gang: true, workers: 3, launcher: torchrun({ minWorkers: 2 }) },
  'trainer-gang': { ...base, gang: true, workers: 2, engine: kubeflowTrainer({ framework: 'torch' }) },
  'ray-gang': { ...base, gang: true, workers: 2, engine: rayJob(ray) },
  'spark-gang': { ...spark, gang: true, workers: 2, engine: sparkApplication({ sparkVersion: '3.5.5' }) },
  'spark-daily': { ...spark, when: daily('03:00'), engine: sparkApplication({ sparkVersion: '3.5.5' }) },
};

function synthesised(): readonly KubernetesObject[] {
  const app = new MlopsApp({ outdir: dist });
  new Cluster(app, 'cluster', { platform: environment.platform });
  const scope = app.in(environment);
  const quota = { cpu: '999', memory: '4Ti', gpus: { gpu: 64 } };
  new Workspace(scope, 'workspace', { environment, quota });
  const chart = new MlopsChart(scope, 'trainings', { environment });
  new Claim(chart, 'workspace', { size: '1Gi', access: 'ReadWriteMany', storageClass: 'shared' });
  for (const [name, props] of Object.entries(trainings)) {
    const { workload } = new TrainingJob(chart, name, props).objects;
    if (workload.kind === 'Job') {
      const lasts = { 'simulate/duration': '30s' };
      workload.addJsonPatch(JsonPatch.add('/spec/template/metadata/annotations', lasts));
    }
  }
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml.git' });
  app.synth();
  return app.finish().map(({ json }) => json);
}

const emitted = synthesised();
const runs = emitted.filter(
  (object) => Kinds.of(object).pods.length > 0 || ['TrainJob', 'PodGroup'].includes(object.kind),
);
const custom = runs.filter(({ apiVersion }) => apiVersion !== 'batch/v1');

function live(object: KubernetesObject): KubernetesObject {
  const group = object.apiVersion.slice(0, object.apiVersion.indexOf('/'));
  return JSON.parse(
    kubectl('get', `${object.kind}.${group}`, object.metadata.name, '-n', 'engines', '-o', 'json'),
  ) as KubernetesObject;
}

test('the cluster and the workspace are accepted first', async () => {
  kubectl('apply', '-f', join(__dirname, 'pod-groups.yaml'));
  await established('podgroups.scheduling.volcano.sh', 'podgroups.scheduling.x-k8s.io');
  kubectl('apply', '--validate=strict', '-R', '-f', join(dist, 'clusters'));
  kubectl('apply', '--validate=strict', '-f', join(dist, 'engines/_workspace.k8s.yaml'));
});

test('every engine writes what a strict server-side dry run takes', () => {
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-R', '-f', join(dist, 'engines'));
});

test('all of it is applied', () => {
  kubectl('apply', '--server-side', '--validate=strict', '-R', '-f', join(dist, 'engines'));
  expect(new Set(custom.map(({ kind }) => kind))).toEqual(
    new Set(['PodGroup', 'TrainJob', 'TrainingRuntime', 'RayJob', 'SparkApplication', 'ScheduledSparkApplication']),
  );
});

test.each(custom.map((object) => [`${object.kind} ${object.metadata.name}`, object] as const))(
  'no field of %s is lost',
  (_title, object) => {
    expect(lost(object, live(object))).toEqual([]);
  },
);

test.each(trainingSubjects)('any training that $title can do is valid for the API server', ({ title, engine }) => {
  const app = new MlopsApp();
  const chart = new MlopsChart(app.in(environment), 'any', { environment });
  for (const [index, props] of fc.sample(trainingsFor(engine), { numRuns: 12, seed: 7 }).entries()) {
    new TrainingJob(chart, `any-${index}`, props);
  }
  const file = join(folder, `${title.replaceAll(' ', '-')}.yaml`);
  writeFileSync(file, Yaml.stringify(...app.finish().map(({ json }) => json)));
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', file);
});

const podsNamed = (training: string) => objects<Pod>('pods', 'engines', `app.kubernetes.io/name=${training}`);

test('two workers with eight GPUs each run on the nodes that have them', async () => {
  await eventually('both ran', () =>
    objects<Job>('jobs', 'engines').some(
      ({ metadata, status }) => metadata.name.startsWith('job-gpu-') && status.succeeded === 2,
    ),
  );
  expect(
    podsNamed('job-gpu')
      .map(({ spec }) => spec.nodeName)
      .sort(),
  ).toEqual(['gpu-a', 'gpu-b']);
});

test('eighteen workers fill the spot node, and the rest takes the fallback', async () => {
  await eventually('all ran', () =>
    objects<Job>('jobs', 'engines').some(
      ({ metadata, status }) => metadata.name.startsWith('job-spot-') && status.succeeded === 18,
    ),
  );
  const nodes = podsNamed('job-spot').map(({ spec }) => spec.nodeName ?? '');
  expect(nodes.filter((node) => node.includes('spot')).length).toBe(15);
  expect(nodes.filter((node) => node.startsWith('general-')).length).toBe(3);
});

test('a training near a claim runs in the zone of the claim', async () => {
  await eventually('it ran', () =>
    objects<Job>('jobs', 'engines').some(
      ({ metadata, status }) => metadata.name.startsWith('job-near-') && status.succeeded === 1,
    ),
  );
  const [node = ''] = podsNamed('job-near').map(({ spec }) => spec.nodeName ?? '');
  const zone = kubectl('get', 'node', node, '-o', 'jsonpath={.metadata.labels.topology\\.kubernetes\\.io/zone}');
  expect(zone).toBe('region-1c');
});

test('a training has succeeded as soon as the worker has that it names', async () => {
  await eventually('it is complete', () =>
    kubectl('get', 'jobs', '-n', 'engines')
      .split('\n')
      .some((line) => /^job-counted-\S+\s+Complete/.test(line)),
  );
});

/** The pods of custom resources, as their operators would start them: here nothing does. */
const pods = custom.flatMap((object) =>
  podsOf(object, Kinds.of(object)).map(({ template }, index) => ({
    name: `${object.metadata.name}-${index}`,
    template,
  })),
);

test('every pod that an operator would start is admitted, and is scheduled where it belongs', async () => {
  const started = pods.map(({ name, template }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'engines',
      ...template.metadata,
      labels: { ...template.metadata?.labels, started: 'by-hand' },
    },
    // The simulated cluster has one scheduler.
    spec: { ...(template as PodTemplate).spec, schedulerName: undefined },
  }));
  const file = join(folder, 'pods.yaml');
  writeFileSync(file, Yaml.stringify(...started));
  kubectl('apply', '--validate=strict', '-f', file);
  await eventually('all of them ran', () => {
    const found = objects<Pod>('pods', 'engines', 'started=by-hand');
    return found.length === pods.length && found.every(({ status }) => status.phase === 'Succeeded');
  });
  const nodesOf = (training: string, role?: string) =>
    podsNamed(training)
      .filter(({ metadata }) => metadata.labels['mlops.cdk8s.io/role'] === role)
      .map(({ spec }) => spec.nodeName ?? '');
  expect(nodesOf('ray-gpu').every((node) => node.startsWith('gpu-'))).toBe(true);
  for (const training of ['ray-spot', 'spark-spot', 'trainer-xgboost']) {
    expect(nodesOf(training).every((node) => node.includes('spot'))).toBe(true);
  }
  for (const [training, role] of [
    ['ray-spot', 'head'],
    ['spark-spot', 'driver'],
  ] as const) {
    const [node = ''] = nodesOf(training, role);
    expect(node).not.toContain('spot');
    expect(node).not.toBe('');
  }
});

test('a second apply changes nothing', () => {
  expect(kubectl('diff', '--server-side', '-R', '-f', join(dist, 'engines'))).toBe('');
});

judged({ files: join(dist, 'engines'), app: join(dist, 'gitops/engines.k8s.yaml') });

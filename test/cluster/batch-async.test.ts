import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonPatch } from 'cdk8s';
import { production } from '../../apps/environments/platforms';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  AsyncInference,
  BatchInference,
  type BatchInferenceProps,
  Claim,
  Cluster,
  daily,
  type Environment,
  GitOps,
  MlopsApp,
  MlopsChart,
  sparkApplication,
  Workspace,
} from '../../lib';
import { queues } from '../async/queues';
import { bakedModel, fetchedModels } from '../fixtures/models';
import { judged } from './judges';
import { eventually, kubectl, objects } from './kubectl';
import { lost } from './read-back';

interface Job {
  readonly metadata: { readonly name: string };
  readonly status: { readonly succeeded?: number; readonly completedIndexes?: string };
}

const environment: Environment = {
  name: 'batches',
  namespace: 'batches',
  platform: {
    ...production,
    operators: {
      ...production.operators,
      'spark-operator': { version: '2.5' },
      keda: { version: '2.20', namespaces: ['keda'] },
    },
  },
};
const folder = mkdtempSync(join(tmpdir(), 'batches-'));
const dist = join(folder, 'dist');
afterAll(() => rmSync(folder, { recursive: true }));

const disk = Claim.reference({ name: 'disk', access: 'ReadWriteMany' });
const base: BatchInferenceProps = {
  image: 'registry.example.com/predict:1',
  command: ['local:///app/predict.py'],
  model: disk.model('prices', 'v1'),
  input: disk.at('/houses'),
  output: disk.at('/predictions'),
  compute: { cpu: '500m', memory: '1Gi' },
};
const engine = sparkApplication({ sparkVersion: '3.5.5' });

const sources = [...Object.values(fetchedModels), bakedModel];

/** One of everything that a batch can be asked for. */
const batches: Readonly<Record<string, BatchInferenceProps>> = {
  one: base,
  shards: { ...base, workers: 4, retriesPerWorker: 1 },
  nightly: { ...base, when: daily('03:00') },
  asked: { ...base, when: 'onDemand' },
  spark: { ...base, workers: 2, engine },
  'spark-nightly': { ...base, when: daily('03:00'), engine },
  ...Object.fromEntries(
    sources.flatMap((model, index) => [
      [`from-${index}`, { ...base, model, when: 'onDemand' }],
      [`spark-from-${index}`, { ...base, model, workers: 2, engine }],
    ]),
  ),
};

function synthesised(): readonly KubernetesObject[] {
  const app = new MlopsApp({ outdir: dist });
  const scope = app.in(environment);
  new Cluster(app, 'cluster', { platform: environment.platform });
  new Workspace(scope, 'workspace', { environment, quota: { cpu: '64', memory: '256Gi', pods: 200 } });
  const chart = new MlopsChart(scope, 'batches', { environment });
  new Claim(chart, 'disk', { size: '1Gi', access: 'ReadWriteMany', storageClass: 'shared' });
  for (const [name, props] of Object.entries(batches)) {
    const { workload } = new BatchInference(chart, name, props).objects;
    if (workload.kind === 'Job') {
      const lasts = { 'simulate/duration': '5s' };
      workload.addJsonPatch(JsonPatch.add('/spec/template/metadata/annotations', lasts));
    }
  }
  for (const [index, queue] of Object.values(queues).entries()) {
    new AsyncInference(chart, `ask-${index}`, {
      image: 'registry.example.com/ask:1',
      compute: { cpu: '500m', memory: '1Gi' },
      queue,
      idempotency: { field: 'id', store: { url: 'redis://keys:6379/0', at: queue.at } },
      metrics: { port: 9090 },
      model: index === 0 ? undefined : sources[index % sources.length],
      scale: { min: index % 2, max: 1 + (index % 3) },
    });
  }
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml.git' });
  app.synth();
  return app.finish().map(({ json }) => json);
}

const emitted = synthesised();
const custom = emitted.filter(({ apiVersion }) => /^(keda\.sh|sparkoperator)/.test(apiVersion));

test('the cluster and the workspace are accepted first', () => {
  kubectl('apply', '--validate=strict', '-R', '-f', join(dist, 'clusters'));
  kubectl('apply', '--validate=strict', '-f', join(dist, 'batches/_workspace.k8s.yaml'));
});

test('a strict server-side dry run takes all of it, and then it is applied', () => {
  const all = ['--server-side', '--validate=strict', '-R', '-f', join(dist, 'batches')];
  kubectl('apply', '--dry-run=server', ...all);
  kubectl('apply', ...all);
  expect(new Set(custom.map(({ kind }) => kind))).toEqual(
    new Set(['ScaledObject', 'TriggerAuthentication', 'SparkApplication', 'ScheduledSparkApplication']),
  );
});

test.each(custom.map((object) => [`${object.kind} ${object.metadata.name}`, object] as const))(
  'no field of %s is lost',
  (_title, object) => {
    const group = object.apiVersion.slice(0, object.apiVersion.indexOf('/'));
    const kind = `${object.kind}.${group}`;
    const read = kubectl('get', kind, object.metadata.name, '-n', 'batches', '-o', 'json');
    expect(lost(object, JSON.parse(read))).toEqual([]);
  },
);

test('a batch comes to its end, and a batch of shards with all of them', async () => {
  const ended = (name: string) =>
    objects<Job>('jobs', 'batches').find(({ metadata }) => metadata.name.startsWith(`${name}-`))?.status;
  await eventually('both ran', () => ended('one')?.succeeded === 1 && ended('shards')?.succeeded === 4);
  expect(ended('shards')?.completedIndexes).toBe('0-3');
});

test('a Deployment without replicas starts, and what scales it may take it to none and back', async () => {
  const ready = () => {
    const status = kubectl('get', 'deployment', 'ask-0', '-n', 'batches', '-o', 'jsonpath={.status}');
    return (JSON.parse(status) as { readyReplicas?: number }).readyReplicas ?? 0;
  };
  await eventually('a worker is ready', () => ready() === 1);
  for (const wanted of [0, 1]) {
    kubectl('scale', 'deployment/ask-0', '-n', 'batches', `--replicas=${wanted}`);
    await eventually(`there are ${wanted}`, () => ready() === wanted);
    kubectl('apply', '--server-side', '-R', '-f', join(dist, 'batches'));
    expect(kubectl('get', 'deployment', 'ask-0', '-n', 'batches', '-o', 'jsonpath={.spec.replicas}')).toBe(`${wanted}`);
  }
});

test('a second apply changes nothing', () => {
  expect(kubectl('diff', '--server-side', '-R', '-f', join(dist, 'batches'))).toBe('');
});

judged({ files: join(dist, 'batches'), app: join(dist, 'gitops/batches.k8s.yaml') });

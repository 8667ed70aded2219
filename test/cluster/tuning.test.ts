import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonPatch } from 'cdk8s';
import { dev } from '../../apps/environments/dev';
import type { KatibExperiment } from '../../imports/katib';
import {
  Claim,
  Cluster,
  choice,
  double,
  GitOps,
  HyperparameterSearch,
  type HyperparameterSearchProps,
  indexedJob,
  int,
  katib,
  MlopsApp,
  MlopsChart,
  minimize,
  randomSample,
  Workspace,
} from '../../lib';
import { asksArgo, modes, outOfSync } from './judges';
import { eventually, kubectl, objects } from './kubectl';

interface Job {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: {
    readonly succeeded?: number;
    readonly completedIndexes?: string;
    readonly failedIndexes?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
  };
}

const namespace = 'tuning';
const platform = { ...dev.platform, operators: { ...dev.platform.operators, katib: { version: '0.19' } } };
const environment = { ...dev, name: namespace, namespace, platform };
const folders: string[] = [];

interface Written {
  readonly search: HyperparameterSearch;
  readonly dist: string;
}

/** The search as files; `lasts` holds its pods open on a simulated node. */
function written(changes: Partial<HyperparameterSearchProps> = {}, lasts = '1s'): Written {
  const dist = mkdtempSync(join(tmpdir(), 'tuning-'));
  folders.push(dist);
  const app = new MlopsApp({ outdir: dist });
  new Cluster(app, 'cluster', { platform });
  const scope = app.in(environment);
  new Workspace(scope, 'workspace', { environment, quota: { cpu: '32', memory: '128Gi' } });
  const chart = new MlopsChart(scope, 'search', { environment });
  const results = new Claim(chart, 'results', { size: '1Gi', access: 'ReadWriteMany', storageClass: 'shared' });
  const search = new HyperparameterSearch(chart, 'tune', {
    training: {
      image: 'registry.example.com/train:1',
      command: ['train', '--rate=$(PARAMETER_RATE)', '--depth=$(PARAMETER_DEPTH)', '--by=$(PARAMETER_BOOSTER)'],
      compute: { cpu: '1', memory: '1Gi' },
      retries: 0,
      fatalExitCodes: [42],
    },
    parameters: { rate: double(1e-4, 1e-1, { log: true }), depth: int(2, 8), booster: choice('gbtree', 'dart') },
    objective: minimize('rmse'),
    trials: 6,
    parallel: 3,
    outputs: results.at('/results'),
    engine: indexedJob({ search: randomSample({ seed: 7 }) }),
    ...changes,
  });
  if (changes.engine === undefined) {
    const pods = '/spec/template/metadata/annotations';
    search.objects.workload.addJsonPatch(JsonPatch.add(pods, { 'simulate/duration': lasts }));
  }
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml/platform.git' });
  app.synth();
  return { search, dist };
}

function apply({ dist }: Written, ...flags: readonly string[]): void {
  for (const folder of ['clusters', `${namespace}/_workspace.k8s.yaml`, namespace]) {
    kubectl('apply', '--validate=strict', ...flags, '-R', '-f', join(dist, folder));
  }
}

const job = (name: string) => objects<Job>('jobs', namespace).find(({ metadata }) => metadata.name === name);
const condition = (name: string, type: string) =>
  job(name)?.status.conditions?.find((found) => found.type === type && found.status === 'True');

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('a search is accepted as it is written, loses no field, and ends when each index has succeeded', async () => {
  const made = written();
  apply(made);
  const { name } = made.search.objects.workload;
  expect(job(name)?.spec).toMatchObject((made.search.objects.workload.toJson() as Job).spec);
  await eventually('the search is complete', () => condition(name, 'Complete') !== undefined);
  expect(job(name)?.status).toMatchObject({ succeeded: 6, completedIndexes: '0-5' });
});

test('more trials at once and more failures allowed change the Job in place; other parameters are another Job', () => {
  const before = job(written().search.objects.workload.name)?.metadata;
  apply(written({ parallel: 6, failedTrials: 5 }));
  expect(job(before?.name ?? '')).toMatchObject({
    metadata: before && { uid: before.uid },
    spec: { parallelism: 6, maxFailedIndexes: 5 },
  });
  const other = written({ parameters: { rate: double(0, 1), depth: int(2, 8), booster: choice('gbtree', 'dart') } });
  expect(other.search.objects.workload.name).not.toBe(before?.name);
});

test('a trial that fails does not end the others: the Job fails when they have ended, with their results', async () => {
  const made = written({ run: 2, parallel: 6 }, '12s');
  apply(made);
  const { name } = made.search.objects.workload;
  const third = `batch.kubernetes.io/job-name=${name},batch.kubernetes.io/job-completion-index=2`;
  await eventually('the pod of the third trial is there', () => objects('pods', namespace, third).length === 1);
  kubectl('annotate', 'pods', '-n', namespace, '-l', third, 'simulate/exit-code=1', '--overwrite');
  await eventually('the search has failed', () => condition(name, 'Failed') !== undefined);
  expect(condition(name, 'Failed')?.reason).toBe('FailedIndexes');
  expect(job(name)?.status).toMatchObject({ completedIndexes: '0,1,3-5', failedIndexes: '2' });
});

test('an Experiment is accepted as it is written, and a trial of it is a Job that the API server takes', () => {
  const made = written({ engine: katib({ algorithm: { name: 'tpe', seed: 1 } }) });
  apply(made, '--dry-run=server');
  const { spec } = made.search.objects.workload.toJson() as KatibExperiment;
  const trial = JSON.stringify({
    ...spec.trialTemplate.trialSpec,
    metadata: { name: 'tune-trial', namespace },
  }).replaceAll(/\$\{trialParameters\.\w+\}/g, '1');
  const file = join(made.dist, 'trial.json');
  writeFileSync(file, trial);
  const answer = JSON.parse(
    kubectl('create', '--validate=strict', '--dry-run=server', '-o', 'json', '-f', file),
  ) as Job;
  expect(answer.spec).toMatchObject((JSON.parse(trial) as Job).spec);
});

if (asksArgo) {
  test.each([
    ['a Job', {}],
    ['an Experiment', { engine: katib() }],
  ])('Argo CD calls a search that is %s Synced, in both of its ways', async (_kind, changes) => {
    const made = written({ run: 3, ...changes });
    apply(made);
    const { dist } = made;
    const applied = { files: join(dist, namespace), app: join(dist, `gitops/${namespace}.k8s.yaml`) };
    for (const mode of modes) expect(await outOfSync(applied, mode)).toEqual([]);
  });
}

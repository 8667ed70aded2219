import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonPatch } from 'cdk8s';
import { dev } from '../../apps/environments/dev';
import { Claim, Cluster, MlopsApp, MlopsChart, RunSweeper, TrainingJob, Workspace } from '../../lib';
import { eventually, kubectl, objects, Refused } from './kubectl';

interface Job {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status: { readonly succeeded?: number; readonly active?: number; readonly failed?: number };
}

const environment = { ...dev, name: 'run-once', namespace: 'run-once' };
const folders: string[] = [];

/** The training with one image; `lasts` holds its pod open on a simulated node. */
function applyTraining(image: string, { lasts = '1s', memory = '1Gi' } = {}): string {
  const dist = mkdtempSync(join(tmpdir(), 'run-once-'));
  folders.push(dist);
  const app = new MlopsApp({ outdir: dist });
  new Cluster(app, 'cluster', { platform: environment.platform });
  const scope = app.in(environment);
  const workspace = new Workspace(scope, 'workspace', {
    environment,
    quota: { cpu: '64', memory: '256Gi' },
    groups: { dataScientists: ['scientists'], deployers: ['deployers'] },
  });
  new RunSweeper(workspace, 'sweeper', { image: 'registry.example.com/sweeper:1' });
  const chart = new MlopsChart(scope, 'training', { environment });
  const models = new Claim(chart, 'models', { size: '1Gi', access: 'ReadWriteMany', storageClass: 'shared' });
  const training = new TrainingJob(chart, 'train', {
    image,
    compute: { cpu: '1', memory },
    produces: models.model('prices'),
    workers: 2,
  });
  training.objects.workload.addJsonPatch(
    JsonPatch.add('/spec/template/metadata/annotations', { 'simulate/duration': lasts }),
  );
  app.synth();
  for (const folder of ['clusters', 'run-once/_workspace.k8s.yaml', 'run-once']) {
    kubectl('apply', '--validate=strict', '-R', '-f', join(dist, folder));
  }
  return `train-${training.run}`;
}

const jobs = () => objects<Job>('jobs', 'run-once');
const job = (name: string) => jobs().find(({ metadata }) => metadata.name === name);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('a new image makes exactly one new Job, and the older running one ends in peace', async () => {
  const first = applyTraining('registry.example.com/train:1', { lasts: '25s' });
  await eventually('both workers of the first run are active', () => job(first)?.status.active === 2);
  const second = applyTraining('registry.example.com/train:2');
  expect(
    jobs()
      .map(({ metadata }) => metadata.name)
      .sort(),
  ).toEqual([first, second].sort());
  await eventually('both runs succeeded', () => jobs().every(({ status }) => status.succeeded === 2));
  expect(jobs().every(({ status }) => (status.failed ?? 0) === 0)).toBe(true);
});

test('going back to an earlier image trains nothing again while its run is kept', async () => {
  const before = jobs()
    .map(({ metadata }) => metadata.uid)
    .sort();
  applyTraining('registry.example.com/train:1', { lasts: '25s' });
  expect(
    jobs()
      .map(({ metadata }) => metadata.uid)
      .sort(),
  ).toEqual(before);
});

interface KubeConfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string };
  }[];
}

test('the sweeper, with nothing but its own account, deletes the older ended run and keeps the newest', async () => {
  const [cluster] = (
    JSON.parse(kubectl('config', 'view', '--raw', '--minify', '--flatten', '-o', 'json')) as KubeConfig
  ).clusters;
  if (cluster === undefined) throw new Error('no cluster in KUBECONFIG');
  const folder = mkdtempSync(join(tmpdir(), 'sweeper-'));
  folders.push(folder);
  writeFileSync(join(folder, 'token'), kubectl('create', 'token', 'sweeper', '-n', 'run-once'));
  writeFileSync(join(folder, 'ca.crt'), Buffer.from(cluster.cluster['certificate-authority-data'], 'base64'));
  const files = ['--token-file', join(folder, 'token'), '--ca-file', join(folder, 'ca.crt')];
  const newest = [...objects<Job & { metadata: { creationTimestamp: string } }>('jobs', 'run-once')].sort((a, b) =>
    a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1,
  )[0]?.metadata.name;
  const sweep = (keep: string) =>
    execFileSync(
      'python3',
      [
        'runtime/sweeper/sweep.py',
        '--server',
        cluster.cluster.server,
        '--namespace',
        'run-once',
        '--keep',
        keep,
        ...files,
      ],
      { encoding: 'utf8' },
    );
  expect(sweep('2')).toContain('2 runs, 0 deleted');
  expect(sweep('1')).toContain('2 runs, 1 deleted');
  await eventually('one run is left', () => jobs().length === 1);
  expect(jobs()[0]?.metadata.name).toBe(newest);
});

test.each<[string, string, string, boolean]>([
  ['scientists', 'create', 'jobs.batch', true],
  ['scientists', 'get', 'secrets', false],
  ['scientists', 'patch', 'deployments.apps', false],
  ['deployers', 'create', 'deployments.apps', true],
  ['deployers', 'create', 'rolebindings.rbac.authorization.k8s.io', false],
  ['deployers', 'update', 'resourcequotas', false],
])('the API server lets %s %s %s: %s', (group, verb, resource, allowed) => {
  const answer = () => {
    try {
      return kubectl('auth', 'can-i', verb, resource, '-n', 'run-once', '--as', 'ann', '--as-group', group);
    } catch (refusal) {
      if (refusal instanceof Refused) return refusal.answer;
      throw refusal;
    }
  };
  expect(answer().trim()).toBe(allowed ? 'yes' : 'no');
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, kubectl, objects } from '../cluster/kubectl';
import { openToApiServer } from './api-server';
import { PortForward } from './port-forward';

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly phase: string;
    readonly initContainerStatuses?: readonly { readonly state: { readonly running?: object } }[];
    readonly containerStatuses?: readonly { readonly ready: boolean; readonly restartCount: number }[];
  };
}
interface Job {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly succeeded?: number;
    readonly failed?: number;
    readonly conditions?: readonly { readonly type: string }[];
  };
}
interface Deployment {
  readonly metadata: { readonly name: string };
  readonly status: { readonly availableReplicas?: number };
}

const serving = 'app.kubernetes.io/name=house-prices';
const training = 'app.kubernetes.io/name=train-house-prices-model';
const folder = mkdtempSync(join(tmpdir(), 'raw-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pods = (selector: string) => objects<Pod>('pods', 'dev', selector);
const isReady = ({ status }: Pod) => status.containerStatuses?.[0]?.ready === true;
const jobs = (namespace: string, selector?: string) => objects<Job>('jobs', namespace, selector);
const job = (namespace: string, name: string) => jobs(namespace).find(({ metadata }) => metadata.name === name)?.status;

/** Starts a run of a CronJob and waits until it has succeeded or failed for good. @returns the logs of its pods */
async function run(namespace: string, name: string, meanwhile: () => Promise<void> = async () => {}): Promise<string> {
  kubectl('create', 'job', `${name}-now`, `--from=cronjob/${name}`, '-n', namespace);
  await meanwhile();
  const ended = () =>
    job(namespace, `${name}-now`)?.conditions?.some(({ type }) => type === 'Complete' || type === 'Failed') === true;
  await eventually(`${name} ended`, ended, 180);
  return kubectl('logs', '-n', namespace, '-l', `batch.kubernetes.io/job-name=${name}-now`, '--tail=-1');
}

interface Result {
  readonly result: readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[];
}
let forward: PortForward | undefined;
afterAll(() => forward?.close());

/** Asks Prometheus, which no policy opens to anything but its own stack. */
async function prometheus<T>(path: string): Promise<T> {
  forward ??= await PortForward.to('dev', 'prometheus', 9090);
  return (await forward.json<{ data: T }>(`/api/v1/${path}`)).data;
}
const query = async (expression: string) =>
  (await prometheus<Result>(`query?query=${encodeURIComponent(expression)}`)).result;

test('raw data is put into an object store, and its credentials into a Secret', async () => {
  const raw = join(folder, 'houses.csv');
  const generator = 'apps/house-prices/programs/generate_data.py';
  execFileSync('python3', [generator, '--rows', '2000', '--bad-rows', '40', '--output', raw]);
  kubectl('create', 'namespace', 'object-store');
  kubectl('create', 'configmap', 'raw', '-n', 'object-store', `--from-file=${raw}`);
  kubectl('apply', '-f', 'test/e2e/around');
  await eventually('the raw data is uploaded', () => job('object-store', 'upload')?.succeeded === 1, 180);
  kubectl('apply', '-f', 'dist/dev/_workspace.k8s.yaml');
  const credentials = {
    AWS_ACCESS_KEY_ID: 'e2e',
    AWS_SECRET_ACCESS_KEY: 'e2e-not-secret',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: 'http://object-store.object-store:443',
  };
  const literals = Object.entries(credentials).map(([key, value]) => `--from-literal=${key}=${value}`);
  kubectl('create', 'secret', 'generic', 'raw-data-credentials', '-n', 'dev', ...literals);
});

test('dist/dev is applied as it is: the training waits for its data, and the service for its model', async () => {
  kubectl('apply', '--validate=strict', '-R', '-f', 'dist/clusters/development', '-f', 'dist/dev');
  openToApiServer('dev');
  for (const [selector, container, words] of [
    [training, 'wait-for-data', 'nothing at /data/cleaned_data.csv yet'],
    [serving, 'wait-for-model', 'nothing at /mnt/models/house-prices/'],
  ] as const) {
    const waiting = () => pods(selector)[0]?.status.initContainerStatuses?.[0]?.state.running !== undefined;
    await eventually(`${container} runs`, waiting, 180);
    expect(kubectl('logs', '-n', 'dev', '-l', selector, '-c', container)).toContain(words);
  }
});

test('the pipelines fetch the raw data from the store: bad rows are counted, good ones fill the claim', async () => {
  const preprocessed = await run('dev', 'house-prices-preprocess');
  expect(preprocessed).toMatch(/event=preprocessed .*rows=2000 bad_rows=40 .*kept=1960/);
  expect(await run('dev', 'daily-data-import')).toContain('event=imported');
});

test('the training goes on by itself, runs once, and the service becomes ready with its model', async () => {
  await eventually('the training succeeded', () => jobs('dev', training)[0]?.status.succeeded === 1, 180);
  expect(jobs('dev', training)).toHaveLength(1);
  expect(jobs('dev', training)[0]?.status.failed ?? 0).toBe(0);
  await eventually('the service is ready', () => pods(serving).length > 0 && pods(serving).every(isReady), 180);
  expect(pods(serving).map(({ status }) => status.containerStatuses?.[0]?.restartCount)).toEqual([0]);
});

test('its containers run as the user of the YAML, without a root that can be written', () => {
  const name = pods(serving)[0]?.metadata.name ?? '';
  const program = 'import os; print(os.getuid(), os.getgid(), os.access("/app", os.W_OK), os.access("/tmp", os.W_OK))';
  const inside = kubectl('exec', '-n', 'dev', name, '-c', 'server', '--', 'python', '-c', program);
  expect(inside.trim()).toBe('10001 10001 False True');
});

test('a pod that is not a declared caller is not let in', async () => {
  expect(await run('shop', 'stranger')).toMatch(/^0 answers/);
});

test('the shop loses no request while the only pod is deleted and the service is rolled', async () => {
  const log = await run('shop', 'shop', async () => {
    await eventually(
      'the shop calls',
      () => objects<Pod>('pods', 'shop', 'app.kubernetes.io/name=shop')[0]?.status.phase === 'Running',
      60,
    );
    kubectl('delete', 'pod', '-n', 'dev', pods(serving)[0]?.metadata.name ?? '', '--wait=false');
    kubectl('rollout', 'status', 'deployment/house-prices', '-n', 'dev', '--timeout=60s');
    kubectl('rollout', 'restart', 'deployment/house-prices', '-n', 'dev');
    kubectl('rollout', 'status', 'deployment/house-prices', '-n', 'dev', '--timeout=120s');
  });
  expect(log).toMatch(/^\d{3,} answers, 0 failures/);
  expect(log).toMatch(/"model_version":\s*"[a-z0-9]{8}"/);
});

// Grafana's image cannot be built from a package registry: its objects are applied, its pod finds no image.
const standing = ['alertmanager', 'kube-state-metrics', 'prometheus'];

test.each(standing)('%s is available', async (name) => {
  const available = () =>
    objects<Deployment>('deployments', 'dev').find(({ metadata }) => metadata.name === name)?.status.availableReplicas;
  await eventually('it is available', () => available() === 1, 120);
});

test.each([
  ['the requests that were answered', 'sum(request_count_total{job="house-prices",status="200"})'],
  ['the latency', 'sum(request_latency_seconds_count{job="house-prices"})'],
  ['the end of the training', 'sum(kube_job_status_succeeded{job_name=~"train-house-prices-model-.*"})'],
  ['the runs of the pipeline', 'sum(kube_job_status_succeeded{job_name=~"house-prices-preprocess-.*"})'],
  ['the replicas', 'kube_deployment_status_replicas_available{deployment="house-prices"}'],
  ['the recorded rate', 'service:requests:rate5m{service="house-prices"}'],
])('Prometheus has %s', async (_what, expression) => {
  await eventually(
    'a value above 0',
    async () => (await query(expression)).some(({ value }) => Number(value[1]) > 0),
    120,
  );
});

interface Targets {
  readonly activeTargets: readonly { readonly labels: Record<string, string>; readonly lastError: string }[];
}
test('every target of Prometheus answers', async () => {
  const targets = async () => (await prometheus<Targets>('targets?state=active')).activeTargets;
  const jobs = ['alertmanager', 'house-prices', 'kube-state-metrics', 'kubelets', 'prometheus'];
  const found = async () => [...new Set((await targets()).map(({ labels }) => labels.job))].sort();
  await eventually('every job has a target', async () => (await found()).join() === jobs.join(), 120);
  await eventually('no errors', async () => (await targets()).every(({ lastError }) => lastError === ''), 60);
});

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly name: string; readonly lastError?: string }[] }[];
}
test('every rule is evaluated without an error', async () => {
  const rules = (await prometheus<Rules>('rules')).groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(20);
  expect(rules.filter(({ lastError }) => lastError !== undefined)).toEqual([]);
});

test('the sweeper runs with its own account and keeps the newest run', async () => {
  expect(await run('dev', 'sweeper')).toContain('1 runs, 0 deleted');
});

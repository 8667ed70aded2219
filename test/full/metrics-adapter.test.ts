import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Testing } from 'cdk8s';
import type { KubernetesObject } from '../../imports/kubernetes';
import { Cluster, type MlopsChart } from '../../lib';
import { adapterPlatform, everyHpa, on } from '../fixtures/signals';
import { objectsOf } from '../fixtures/workloads';
import { eventually } from '../process/eventually';

/**
 * The emitted rules in a real Prometheus, the emitted rules of the adapter in the code of prometheus-adapter (both
 * Prometheus and Go on the PATH; the first build takes minutes), asked as the emitted autoscaler asks.
 */
interface Files {
  readonly data: Readonly<Record<string, string>>;
}
interface External {
  readonly metric: {
    readonly name: string;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
}
const objects = objectsOf((scope) => everyHpa(scope as MlopsChart), { environment: on(adapterPlatform) });
const named = <T>(among: readonly KubernetesObject[], kind: string, name: string) =>
  among.find((object) => object.kind === kind && object.metadata.name === name) as unknown as T;
const rules = named<Files>(objects, 'ConfigMap', 'prometheus-rules').data['every.yml'] ?? '';
const { metrics } = named<{ spec: { metrics: readonly { external: External }[] } }>(
  objects,
  'HorizontalPodAutoscaler',
  'every',
).spec;
const cluster = Testing.synth(
  new Cluster(Testing.app(), 'cluster', { platform: adapterPlatform }),
) as KubernetesObject[];
const adapter = named<Files>(cluster, 'ConfigMap', 'metrics-adapter-signals');

/** What the service and the exporter of GPUs say, with counters that rise. */
let scrapes = 0;
const page = () => {
  scrapes++;
  const rising = ['requests_total', 'nv_inference_request_success', 'nv_inference_queue_duration_us'];
  const gauges = ['requests_in_flight', 'requests_waiting', 'vllm:num_requests_waiting', 'vllm:kv_cache_usage_perc'];
  return [
    ...rising.map((name) => `${name} ${scrapes * 10}`),
    ...gauges.map((name) => `${name} 4`),
    ...['0.1', '+Inf'].map((bound) => `request_latency_seconds_bucket{le="${bound}"} ${scrapes * 10}`),
    `request_latency_seconds_count ${scrapes * 10}`,
    'DCGM_FI_DEV_GPU_UTIL{namespace="dev",pod="every-7d9f8-aaaaa"} 50',
    '',
  ].join('\n');
};

const folder = mkdtempSync(join(tmpdir(), 'adapter-'));
let exporter: Server;
let prometheus: ReturnType<typeof spawn>;
let address: string;

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listening = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

beforeAll(async () => {
  exporter = createServer((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end(page()),
  );
  const free = createServer();
  await Promise.all([listening(exporter), listening(free)]);
  const port = portOf(free);
  free.close();
  address = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'every.yml'), rules);
  const scrape = {
    job_name: 'every',
    honor_labels: true,
    static_configs: [{ targets: [`127.0.0.1:${portOf(exporter)}`] }],
  };
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [join(folder, 'every.yml')],
    scrape_configs: [scrape],
  };
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  prometheus = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  await once(prometheus, 'spawn');
});

afterAll(async () => {
  if (prometheus.kill()) await once(prometheus, 'exit');
  exporter.close();
  rmSync(folder, { recursive: true });
});

interface Question {
  readonly namespace: string;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the adapter answers: the values it found, or why not. Meanwhile the exporter here goes on answering. */
async function answers(questions: readonly Question[]): Promise<readonly (readonly string[] | string)[]> {
  const file = join(folder, 'config.yaml');
  writeFileSync(file, adapter.data['config.yaml'] ?? '');
  const { stdout } = await promisify(execFile)('go', ['run', '.', file, address, JSON.stringify(questions)], {
    cwd: join(__dirname, 'metrics-adapter'),
    env: { ...process.env, GOFLAGS: '-mod=readonly' },
  });
  return JSON.parse(stdout) as (string[] | string)[];
}

const questions = metrics.map(({ external: { metric } }) => ({
  namespace: 'dev',
  metric: metric.name,
  labels: metric.selector.matchLabels,
}));

test('the adapter serves every signal that the autoscaler asks for, by its name, as one number', async () => {
  expect(questions.length).toBe(10);
  const recorded = async ({ metric }: Question) => {
    const answer = await fetch(`${address}/api/v1/query?query=${encodeURIComponent(metric)}`).catch(() => undefined);
    const { data } = ((await answer?.json()) ?? {}) as { data?: { result: readonly object[] } };
    return (data?.result.length ?? 0) > 0;
  };
  await eventually('every signal is recorded', async () =>
    (await Promise.all(questions.map(recorded))).every(Boolean) ? true : undefined,
  );
  const found = await answers(questions);
  expect(found.map((values) => (typeof values === 'string' ? values : values.length))).toEqual(questions.map(() => 1));
  const value = (metric: string) => found[questions.findIndex((question) => question.metric === metric)];
  expect(value('signal:vllm_waiting:sum')).toEqual(['4']);
  expect(value('signal:gpu_use:avg')).toEqual(['500m']);
});

test('it serves no namespace the signals of another, and no service those of its neighbour', async () => {
  const [question] = questions as [Question, ...Question[]];
  const others = [
    { ...question, namespace: 'prod' },
    { ...question, labels: { service: 'other' } },
  ];
  expect(await answers(others)).toEqual([[], []]);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  argoRollout,
  blueGreen,
  canary,
  failures,
  MlopsApp,
  MlopsChart,
  ModelService,
  prometheusAt,
  type Rollout,
} from '../../lib';
import { platform } from '../fixtures/environment';
import { metrics } from '../fixtures/rollouts';
import { service } from '../fixtures/workloads';
import { established, eventually, kubectl } from './kubectl';
import { makeNamespaces } from './namespaces';

interface LiveRollout {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly abort?: boolean;
    readonly currentPodHash?: string;
    readonly stableRS?: string;
    readonly pauseConditions?: readonly { readonly reason: string }[];
  };
}

/** The program of the Argo Rollouts controller, whose definitions (AnalysisRun too) the cluster has; without it nobody can be asked. */
const program = process.env['ARGO_ROLLOUTS'];
const namespace = 'rolling';
const { priorities: _ours, ...facts } = platform;
const environment = { name: namespace, namespace, platform: facts };
const dist = mkdtempSync(join(tmpdir(), 'rolling-'));

/** What Prometheus answers: how many requests there were, and every other measure. */
let answers: { readonly traffic: readonly string[]; readonly others: readonly string[] };
let prometheus: Server;
let controller: ChildProcess;

function serve(): Server {
  return createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const query = new URLSearchParams(body).get('query') ?? '';
      const vector = query.includes(' and on () ') ? answers.others : answers.traffic;
      const result = vector.map((value) => ({ metric: {}, value: [1, value] }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    });
  });
}

function apply(
  image: string,
  name: string,
  rollout: (from: ReturnType<typeof prometheusAt>) => Rollout,
  engine = argoRollout(),
): void {
  const { port } = prometheus.address() as AddressInfo;
  const app = new MlopsApp({ outdir: dist });
  const chart = new MlopsChart(app.in(environment), name, { environment });
  const from = prometheusAt(`http://127.0.0.1:${port}`, {});
  new ModelService(chart, name, {
    ...service,
    image: `registry.example.com/app:${image}`,
    replicas: 4,
    metrics,
    rollout: rollout(from),
    engine,
  });
  app.synth();
  kubectl('apply', '--validate=strict', '-f', join(dist, namespace, `${name}.k8s.yaml`));
}

const live = (name: string): LiveRollout =>
  JSON.parse(kubectl('get', 'rollout', name, '-n', namespace, '-o', 'json')) as LiveRollout;

const images = (name: string): readonly string[] =>
  kubectl(
    'get',
    'pods',
    '-n',
    namespace,
    '-l',
    `app.kubernetes.io/name=${name}`,
    '-o',
    'jsonpath={.items[*].spec.containers[0].image}',
  )
    .split(' ')
    .map((image) => image.slice(-1))
    .sort();

const ended = (name: string, image: string) => {
  const { spec, status } = live(name);
  return (
    spec.template.spec.containers[0]?.image.endsWith(image) === true &&
    status?.phase === 'Healthy' &&
    status.currentPodHash === status.stableRS &&
    images(name).join('') === image.repeat(4)
  );
};

const judged = (from: ReturnType<typeof prometheusAt>): Rollout =>
  canary({
    steps: [25, 50],
    pause: '2s',
    analysis: { from, checks: [failures({ atMost: 0.02, aboveStable: 0.01 })], interval: '1s', count: 2 },
  });

/** What `kubectl argo rollouts promote` writes. */
const promoted = JSON.stringify({ status: { pauseConditions: null } });

/** Half of the requests are copied; then a person decides. */
const mirrored = (): Rollout => canary({ mirror: { percent: 50, pause: 'manual' }, steps: [50], pause: '2s' });

const rules = (name: string) =>
  (
    JSON.parse(kubectl('get', 'virtualservice', name, '-n', namespace, '-o', 'jsonpath={.spec.http}')) as readonly {
      readonly name: string;
      readonly mirror?: { readonly host: string };
      readonly mirrorPercentage?: { readonly value: number };
      readonly route: readonly { readonly destination: { readonly host: string }; readonly weight?: number }[];
    }[]
  ).map(({ name: rule, mirror, mirrorPercentage, route }) => ({
    rule,
    weights: route.map(({ weight = 0 }) => weight),
    ...(mirror !== undefined && { copies: `${mirrorPercentage?.value} to ${mirror.host}` }),
  }));

const withController = program === undefined ? describe.skip : describe;

withController('the controller of Argo Rollouts', () => {
  beforeAll(async () => {
    makeNamespaces(namespace);
    kubectl('apply', '-f', join(__dirname, 'istio.yaml'));
    await established('virtualservices.networking.istio.io');
    prometheus = serve();
    await new Promise<void>((resolve) => {
      prometheus.listen(0, '127.0.0.1', resolve);
    });
    controller = spawn(
      program ?? '',
      [
        ...['--kubeconfig', process.env['KUBECONFIG'] ?? '', '--namespaced', '--namespace', namespace],
        ...['--leader-elect=false', '--metricsPort=18090', '--healthzPort=18080', '--loglevel=error'],
      ],
      { stdio: 'ignore' },
    );
  });

  afterAll(async () => {
    controller.kill();
    await new Promise((resolve) => {
      prometheus.close(resolve);
    });
    rmSync(dist, { recursive: true });
  });

  test('the first version has nothing to be compared with, and stands at once', async () => {
    answers = { traffic: [], others: [] };
    apply('1', 'prices', judged);
    await eventually('version 1 stands', () => ended('prices', '1'), 150);
  });

  test('a good version takes over step by step', async () => {
    answers = { traffic: ['1000'], others: ['0.001'] };
    apply('2', 'prices', judged);
    await eventually('version 2 took over', () => ended('prices', '2'), 150);
  });

  test('a version that nothing is known of waits for a person, and the old one serves on', async () => {
    answers = { traffic: [], others: [] };
    apply('3', 'prices', judged);
    await eventually(
      'the rollout waits',
      () => live('prices').status?.pauseConditions?.some(({ reason }) => reason === 'InconclusiveAnalysisRun') === true,
      150,
    );
    expect(images('prices').filter((image) => image === '2').length).toBeGreaterThanOrEqual(3);
  });

  test('going back in Git ends it at once, without steps', async () => {
    apply('2', 'prices', judged);
    await eventually('version 2 alone', () => ended('prices', '2'), 150);
  });

  test('a version with hardly any requests waits too, however bad they were', async () => {
    answers = { traffic: ['3'], others: [] };
    apply('4', 'prices', judged);
    await eventually('the rollout waits', () => live('prices').status?.phase === 'Paused', 150);
    await eventually(
      'for a person',
      () => live('prices').status?.pauseConditions?.some(({ reason }) => reason === 'InconclusiveAnalysisRun') === true,
      150,
    );
    apply('2', 'prices', judged);
    await eventually('version 2 alone', () => ended('prices', '2'), 150);
  });

  test('a bad version is taken back', async () => {
    answers = { traffic: ['1000'], others: ['0.4'] };
    apply('5', 'prices', judged);
    await eventually('the rollout was aborted', () => live('prices').status?.abort === true, 150);
    await eventually('version 2 alone', () => images('prices').join('') === '2222', 150);
    expect(live('prices').status?.phase).toBe('Degraded');
  });

  test('in a mesh a new version gets copies only, until it is promoted', async () => {
    const mesh = argoRollout({ router: 'istio' });
    apply('1', 'copied', mirrored, mesh);
    await eventually('version 1 stands', () => ended('copied', '1'), 150);
    expect(rules('copied')).toEqual([{ rule: 'primary', weights: [100, 0] }]);
    apply('2', 'copied', mirrored, mesh);
    await eventually('requests are copied', () => rules('copied').length === 2, 150);
    expect(rules('copied')).toEqual([
      { rule: 'rollout-mirror', weights: [100, 0], copies: '50 to copied-canary' },
      { rule: 'primary', weights: [100, 0] },
    ]);
    await eventually('half of the pods answer copies', () => images('copied').join('') === '111122', 150);
    await eventually('a person is asked', () => live('copied').status?.phase === 'Paused', 150);
    kubectl('patch', 'rollout', 'copied', '-n', namespace, '--subresource=status', '--type=merge', '-p', promoted);
    await eventually('version 2 took over', () => ended('copied', '2'), 150);
    expect(rules('copied')).toEqual([{ rule: 'primary', weights: [100, 0] }]);
  });

  test('blue-green moves the Service when the new version stands, and not before it was judged', async () => {
    const active = () =>
      kubectl('get', 'service', 'flip', '-n', namespace, '-o', 'jsonpath={.spec.selector.rollouts-pod-template-hash}');
    const after = (from: ReturnType<typeof prometheusAt>) =>
      blueGreen({ before: { from, checks: [failures({ atMost: 0.02 })], interval: '1s', count: 1 }, keepOld: '1h' });
    answers = { traffic: [], others: [] };
    apply('1', 'flip', after);
    await eventually('version 1 stands', () => ended('flip', '1'), 150);
    const old = active();
    apply('2', 'flip', after);
    await eventually('nobody called the preview', () => live('flip').status?.phase === 'Paused', 150);
    expect(active()).toBe(old);
    answers = { traffic: ['1000'], others: ['0.001'] };
    apply('3', 'flip', after);
    await eventually('the Service moved', () => active() !== old, 150);
    expect(images('flip')).toEqual(expect.arrayContaining(['1', '3']));
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dev } from '../../apps/llm-chat/environments/dev';
import { prod } from '../../apps/llm-chat/environments/prod';
import { buildApp } from '../../apps/llm-chat/main';
import type { ScaledObjectSpec } from '../../imports/keda';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { AnalysisTemplateSpec, RolloutSpec } from '../../imports/rollouts';
import { costOf, extend, h100, inferencePool, peer } from '../../lib';

const finished = buildApp(join(tmpdir(), 'never-written')).finish();

function all(environment: string, kind: string): readonly KubernetesObject[] {
  return finished
    .map(({ json }) => json)
    .filter((json) => json.kind === kind && json.metadata.namespace === environment);
}

function spec<T>(environment: string, kind: string): T {
  const [found] = all(environment, kind).filter(({ metadata }) => metadata.name.startsWith('llm-chat'));
  if (found === undefined) throw new Error(`no ${kind} in ${environment}`);
  return found.spec as T;
}

const deployment = spec<{ replicas: number; template: PodTemplate }>('dev', 'Deployment');
const rollout = spec<RolloutSpec>('prod', 'Rollout');
const [inDev] = deployment.template.spec.containers;
const [inProd] = rollout.template.spec.containers;

/** The app with another prod. */
function changed(changes: object) {
  return () => buildApp('never', [extend(prod, changes as Partial<typeof prod>)]).finish();
}

test('its files are what synth writes', () => {
  const home = resolve(__dirname, '../../apps/llm-chat/dist');
  const outdir = mkdtempSync(join(tmpdir(), 'llm-chat-'));
  buildApp(outdir).synth();
  const files = (folder: string) =>
    (readdirSync(folder, { recursive: true }) as string[])
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
  expect(files(outdir)).toEqual(files(home));
  rmSync(outdir, { recursive: true });
});

test('dev has one replica on a CPU, and nothing that an operator must know', () => {
  expect(deployment.replicas).toBe(1);
  expect(inDev?.resources?.limits).not.toHaveProperty(['nvidia.com/gpu']);
  const groups = finished
    .filter(({ environment }) => environment?.name === 'dev')
    .map(({ json }) => json.apiVersion.replace(/\/.*/, ''));
  expect(new Set(groups)).toEqual(new Set(['v1', 'apps', 'networking.k8s.io', 'rbac.authorization.k8s.io']));
});

test('prod has pods of four GPUs, over which each copy of the model is spread', () => {
  expect(inProd?.resources).toMatchObject({
    requests: { 'nvidia.com/gpu': '4' },
    limits: { 'nvidia.com/gpu': '4' },
  });
  const { args = [] } = inProd ?? {};
  expect(args[args.indexOf('--tensor-parallel-size') + 1]).toBe('4');
});

test('the command, the interface, the name of the model and the probes are the same everywhere', () => {
  const of = ({
    command,
    args = [],
    env = [],
    ports,
    startupProbe,
    readinessProbe,
    livenessProbe,
  }: NonNullable<typeof inDev>) => ({
    command,
    name: args[args.indexOf('--served-model-name') + 1],
    ports,
    asked: [startupProbe?.httpGet, readinessProbe?.exec, livenessProbe?.httpGet],
    key: env.find(({ name }) => name === 'VLLM_API_KEY'),
  });
  if (inDev === undefined || inProd === undefined) throw new Error('no server');
  expect(of(inProd)).toEqual(of(inDev));
  expect(of(inProd).name).toBe('chat');
});

test('the key of the API is a reference in every environment, and no file has a value for it', () => {
  for (const server of [inDev, inProd]) {
    const variable = server?.env?.find(({ name }) => name === 'VLLM_API_KEY');
    expect(variable).toEqual({
      name: 'VLLM_API_KEY',
      valueFrom: { secretKeyRef: { name: 'llm-chat-key', key: 'key' } },
    });
  }
  expect(finished.filter(({ json }) => json.kind === 'Secret')).toEqual([]);
});

test('prod fetches the weights of one commit once, on a claim that all pods read', () => {
  const { initContainers = [], volumes = [] } = rollout.template.spec;
  const [fetch] = initContainers;
  const at = `/mnt/models/chat-70b/${prod.llmChat.weights?.commit}`;
  expect(fetch?.args).toEqual([
    ...['--store', 'hf', '--uri', `hf://acme/chat-70b@${prod.llmChat.weights?.commit}`, '--to', at],
  ]);
  expect(inProd?.args?.[0]).toBe(at);
  const claimed = volumes.find(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined);
  expect(claimed?.persistentVolumeClaim?.claimName).toBe('llm-chat-models');
  const mounted = (container: typeof fetch) => container?.volumeMounts?.find(({ name }) => name === claimed?.name);
  expect([mounted(fetch)?.readOnly, mounted(inProd)?.readOnly]).toEqual([undefined, true]);
});

test('nobody but the assistant, the Gateway and Prometheus reaches it, and it reaches the mirror of the Hub alone', () => {
  const policies = all('prod', 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(policies.filter((name) => name.startsWith('llm-chat-')).sort()).toEqual([
    'llm-chat-from-assistant',
    'llm-chat-from-gateway',
    'llm-chat-from-prometheus',
    'llm-chat-to-hub-mirror',
  ]);
});

test('one signal is recorded, scaled on, told of, shown and judged under one name', () => {
  const name = 'signal:vllm_waiting:sum';
  const scaled = spec<ScaledObjectSpec>('prod', 'ScaledObject');
  expect(scaled.scaleTargetRef).toEqual({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'llm-chat' });
  expect(scaled.triggers.map(({ metadata }) => metadata)).toMatchObject([
    { query: `${name}{namespace="prod",service="llm-chat"}`, threshold: '8', ignoreNullValues: 'false' },
  ]);
  const { metrics } = spec<AnalysisTemplateSpec>('prod', 'AnalysisTemplate');
  expect(metrics.map((metric) => metric.name)).toEqual(['traffic', 'failures', 'slow', name]);
  expect(metrics.at(-1)?.successCondition).toContain('result[0] <= 16');
  const files = all('prod', 'ConfigMap').flatMap((map) =>
    Object.values((map as unknown as { data?: Record<string, string> }).data ?? {}),
  );
  const rules = files.filter((text) => text.includes(`record: ${name}`)).join();
  expect(rules).toContain('expr: sum(vllm:num_requests_waiting{job="llm-chat"})');
  expect(rules).toContain('alert: VllmWaitingHigh');
  expect(rules).toContain('alert: SignalSilent');
  expect(files.some((text) => text.includes('"panels"') && text.includes(name))).toBe(true);
});

test('a version that had too few requests, or says nothing, is neither good nor bad', () => {
  const { metrics } = spec<AnalysisTemplateSpec>('prod', 'AnalysisTemplate');
  const [traffic, ...measures] = metrics;
  expect(traffic).toMatchObject({ failureCondition: 'false', successCondition: expect.stringContaining('>= 50') });
  for (const { name, successCondition, failureCondition, provider } of measures) {
    const alone = 'len(result) == 1 && !isNaN(result[0]) && !isInf(result[0]) && ';
    expect([name, successCondition.startsWith(alone), failureCondition.startsWith(alone)]).toEqual([name, true, true]);
    expect(provider.prometheus.query).toContain(
      'and on () (sum(increase(vllm:request_success_total{pod=~"llm-chat-{{args.new-hash}}-.+"}[5m])) >= 50)',
    );
  }
});

test('the Gateway splits the requests, by steps that rise and are each judged', () => {
  expect(rollout.strategy).toMatchObject({
    canary: {
      stableService: 'llm-chat',
      canaryService: 'llm-chat-canary',
      trafficRouting: { plugins: { 'argoproj-labs/gatewayAPI': { httpRoutes: [{ name: 'llm-chat' }] } } },
    },
  });
  const { steps = [] } = (rollout.strategy as { canary: { steps?: readonly Record<string, unknown>[] } }).canary;
  expect(steps.flatMap((step) => Object.keys(step))).toEqual(
    [1, 2, 3].flatMap(() => ['setWeight', 'pause', 'analysis']),
  );
  expect(steps.flatMap(({ setWeight }) => setWeight ?? [])).toEqual([10, 25, 50]);
});

test('nobody writes replicas in Git, and a drain takes one pod at a time', () => {
  expect(rollout).not.toHaveProperty('replicas');
  expect(spec('prod', 'PodDisruptionBudget')).toMatchObject({ maxUnavailable: 1 });
  expect(all('dev', 'PodDisruptionBudget').map(({ metadata }) => metadata.name)).not.toContain('llm-chat');
});

test('a rollout at the most needs 4 + 4 pods of 4 GPUs: the pool and the quota have 32, and not one to spare', () => {
  const smaller = ({ gpus = 8, nodes = 4 }) => ({
    platform: { pools: { h100: { gpu: h100({ count: gpus }), nodes: { max: nodes } } } },
  });
  expect(changed(smaller({}))).not.toThrow();
  expect(changed(smaller({ nodes: 3 }))).toThrow(
    /4 \+ 4 for a rollout.*3 nodes of pool 'h100' x 2 pods = 6.*\[pool-exhausted\]/s,
  );
  expect(changed(smaller({ gpus: 7 }))).toThrow(
    /4 \+ 4 for a rollout.*4 nodes of pool 'h100' x 1 pod = 4.*\[pool-exhausted\]/s,
  );
  expect(changed({ workspace: { quota: { gpus: { h100: 31 } } } })).toThrow(/\[quota-exceeded\]/);
  expect(changed({ llmChat: { scale: { max: 5 } } })).toThrow(/5 \+ 5 for a rollout.*\[pool-exhausted\]/s);
});

test('a month of prod costs two to four half nodes for the team, and the budget holds it', () => {
  const cost = costOf(finished).find(({ environment }) => environment === 'prod');
  const halfNode = (98.32 / 2) * 730;
  expect(cost?.byTeam['language']?.least).toBeCloseTo(2 * halfNode);
  expect(cost?.byTeam['language']?.most).toBeCloseTo(4 * halfNode);
  expect(cost?.gpuHours).toEqual({ h100: { least: 2 * 4 * 730, most: 4 * 4 * 730 } });
  expect(changed({ budget: { month: 140_000 } })).toThrow(/\[budget-exceeded\]/);
});

test.each([
  ['one GPU less in a pod', { compute: { gpu: { count: 3 } } }, 'parallelism'],
  ['a model that no copy has room for', { weights: { size: '300Gi' } }, 'pool-too-small'],
  ['a model larger than its claim', { weights: { cache: { size: '100Gi' } } }, 'model-too-large'],
  ['a branch instead of a commit', { weights: { commit: 'main' } }, 'not-allowed'],
  ['weights that fall', { canary: { steps: [50, 10] } }, 'canary-steps'],
  ['a judgement of no requests', { canary: { minRequests: 0 } }, 'analysis-without-traffic'],
  ['a time that is no bucket of the histogram', { objectives: { p95: '18s' } as const }, 'objective-without-bucket'],
  ['no replica at all, with a signal that only replicas export', { scale: { min: 0 } }, 'scale-to-zero-unsupported'],
  [
    'a canary of an inference pool, in front of which no Service can be split',
    { expose: inferencePool('chat.example.com', peer({ name: 'picker', labels: { app: 'picker' }, ports: [9002] })) },
    'unsupported-feature',
  ],
])('refused: %s', (_what, llmChat, code) => {
  expect(changed({ llmChat })).toThrow(new RegExp(`\\[${code}\\]`));
});

test('without the operator that scales, or the one that splits, prod says so', () => {
  for (const name of ['keda', 'argo-rollouts', 'rollouts-plugin-trafficrouter-gatewayapi']) {
    expect(changed({ platform: { operators: { [name]: undefined } } })).toThrow(/\[missing-operator\]/);
  }
  expect(dev.platform.operators).toEqual({ 'metrics-server': { version: '0.8' } });
});

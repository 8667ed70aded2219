import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatEnvironment } from '../../apps/llm-chat/environments/base';
import { dev } from '../../apps/llm-chat/environments/dev';
import { prod } from '../../apps/llm-chat/environments/prod';
import { buildApp } from '../../apps/llm-chat/main';
import type { ScaledObjectSpec } from '../../imports/keda';
import type { PodTemplate } from '../../imports/kubernetes';
import type { AnalysisTemplateSpec, RolloutSpec } from '../../imports/rollouts';
import { extend } from '../../lib';
import { Emitted, scratch, variable } from './emitted';
import { eventually } from './eventually';
import { kubernetesApi } from './kubernetes-api';
import { withPrometheus } from './monitoring-tools';
import { claimFolder, machine, Pod } from './pod';
import { queriesOf, selectorsOf } from './queries';
import { endAll, type Running } from './running';

const key = 'a-key-of-the-tests';
const secrets = { 'llm-chat-key': { key } };
const emit = (environment: ChatEnvironment) => new Emitted(environment, (folder) => buildApp(folder, [environment]));
const question = 'what a cat does a dog does not and what a dog does a cat does not '.repeat(4);

interface Asked {
  readonly with?: string;
  readonly model?: string;
}

const ask = (pod: Pod, path: string, { with: given = key, model = 'chat' }: Asked = {}) =>
  fetch(`http://${pod.address}:8000${path}`, {
    headers: { 'Content-Type': 'application/json', ...(given !== '' && { Authorization: `Bearer ${given}` }) },
    ...(path.endsWith('completions') && {
      method: 'POST',
      body: JSON.stringify({ model, messages: [{ role: 'user', content: question }] }),
    }),
  });
const chat = (pod: Pod, asked?: Asked) => ask(pod, '/v1/chat/completions', asked);

afterAll(endAll);

describe('the pod of dev, with the stand-in', () => {
  const emitted = emit(dev);
  const pod = new Pod(emitted.pod('Deployment', 'llm-chat'), { emitted, secrets });
  let server: Running;

  /** The command of a probe, in the container as the kubelet runs it. */
  async function ready(): Promise<number | null> {
    const program = join(scratch, 'ask');
    writeFileSync(program, '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
    const { exec } = pod.container().readinessProbe ?? {};
    return (await pod.run(undefined, { program, command: ['/ask', ...(exec?.command ?? [])] })).code;
  }

  test('it starts by its command, arguments, variables and mounts, and is ready once it answers with its key', async () => {
    expect(await ready()).not.toBe(0);
    server = pod.start();
    const { startupProbe, livenessProbe } = pod.container();
    for (const probe of [startupProbe, livenessProbe]) {
      expect(probe?.httpGet?.port).toBe('http');
      await eventually(
        `it answers; ${server.log}`,
        async () => (await ask(pod, probe?.httpGet?.path ?? '', { with: '' })).ok || undefined,
      );
    }
    expect(await ready()).toBe(0);
  });

  test('who has the key gets an answer, and sees the model by the name that prod has too', async () => {
    const { object, model, choices, usage } = (await (await chat(pod)).json()) as {
      readonly object: string;
      readonly model: string;
      readonly choices: readonly { readonly message: { readonly content: string } }[];
      readonly usage: { readonly completion_tokens: number };
    };
    expect([object, model, choices.length]).toEqual(['chat.completion', 'chat', 1]);
    expect(choices[0]?.message.content).toMatch(/\w+ \w+/);
    expect(usage.completion_tokens).toBeGreaterThan(0);
    const { data } = (await (await ask(pod, '/v1/models')).json()) as { data: readonly { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(['chat']);
  });

  test('who has no key, or another one, or asks for another model, is refused', async () => {
    for (const given of ['', 'another-key']) {
      expect((await chat(pod, { with: given })).status).toBe(401);
      expect((await ask(pod, '/v1/models', { with: given })).status).toBe(401);
    }
    expect((await chat(pod, { model: 'another' })).status).toBe(404);
  });

  test('at SIGTERM it gives the answer under way, and then ends', async () => {
    const answer = chat(pod).then(({ status }) => status);
    await eventually(
      'it is under way',
      async () => /^vllm:num_requests_running.* 1/m.test(await (await ask(pod, '/metrics')).text()) || undefined,
    );
    expect(await Promise.race([server.stop(), answer])).toBe(200);
    await server.ended;
  });
});

withPrometheus('the emitted Prometheus of prod, before two versions of what prod starts', () => {
  // A second between two scrapes: what needs several is there soon.
  const emitted = emit(extend(prod, { monitoring: { interval: '1s' } }));
  const { template } = emitted.one<{ spec: RolloutSpec }>('Rollout', 'llm-chat').spec;
  const { triggers } = emitted.one<{ spec: ScaledObjectSpec }>('ScaledObject', 'llm-chat').spec;
  const { metrics } = emitted.one<{ spec: AnalysisTemplateSpec }>('AnalysisTemplate', 'llm-chat').spec;
  const autoscaler = triggers[0]?.metadata['query'] ?? '';
  const analysis = metrics.map(({ name, provider: { prometheus } }) => ({
    name,
    query: prometheus.query.replaceAll('{{args.new-hash}}', 'b2'),
  }));

  /** What Argo Rollouts makes of the template for one version, at a pace at which requests wait. */
  const version = (hash: string) => {
    const made = structuredClone(template) as { -readonly [K in keyof PodTemplate]: PodTemplate[K] };
    made.metadata = { ...made.metadata, labels: { ...made.metadata.labels, 'rollouts-pod-template-hash': hash } };
    const [server, ...others] = made.spec.containers;
    if (server === undefined) throw new Error('no container');
    const env = [...(server.env ?? []), { name: 'WORD_SECONDS', value: '0.04' }];
    made.spec = { ...made.spec, containers: [{ ...server, env }, ...others] };
    return new Pod(made, { emitted, secrets, own: { hostname: `llm-chat-${hash}-x2x4z`, annotations: {} } });
  };
  const [stable, canary] = [version('a1'), version('b2')];
  let prometheus: Pod;

  interface Sample {
    readonly metric: Readonly<Record<string, string>>;
    readonly value: readonly [number, string];
  }
  const answer = async <T>(path: string): Promise<T> => {
    const got = await fetch(`http://${prometheus.address}:9090/api/v1/${path}`);
    const { status, error, data } = (await got.json()) as { status: string; error?: string; data: T };
    if (status !== 'success') throw new Error(`${path}: ${error}`);
    return data;
  };
  const query = async (expr: string) =>
    (await answer<{ result: readonly Sample[] }>(`query?query=${encodeURIComponent(expr)}`)).result;
  const numbers = async (expr: string) => (await query(expr)).map(({ value }) => Number(value[1]));

  beforeAll(async () => {
    const model = variable(stable.container(), 'MODEL_PATH').replace('/mnt/models/', '');
    mkdirSync(join(claimFolder('llm-chat-models'), model), { recursive: true });
    const started = [stable, canary].map((pod) => [pod, pod.start()] as const);
    const account = await kubernetesApi('prod', [stable, canary], () => '');
    const hosts = { alertmanager: machine, 'kube-state-metrics': machine };
    prometheus = new Pod(emitted.pod('Deployment', 'prometheus'), { emitted, account, hosts });
    const running = prometheus.start();
    for (const [pod, server] of started) {
      await eventually(`it answers; ${server.log}`, async () => (await ask(pod, '/health')).ok || undefined);
    }
    await eventually(`both versions are scraped; ${running.log}`, async () => {
      const up = await query('up{job="llm-chat"} == 1');
      return up.length === 2 || undefined;
    });
  });

  test('it knows both versions by the hash with which Argo Rollouts tells them apart', async () => {
    const up = (await query('up{job="llm-chat"}')).map(({ metric }) => [metric['pod'], metric['pod_version']]);
    expect(up.sort()).toEqual([
      ['llm-chat-a1-x2x4z', 'a1'],
      ['llm-chat-b2-x2x4z', 'b2'],
    ]);
  });

  test('before any request the autoscaler reads 0, and the analysis of the new version has nothing to judge', async () => {
    await eventually('the signal is recorded', async () => (await numbers(autoscaler))[0] === 0 || undefined);
    const [traffic, ...others] = analysis;
    await eventually(
      'its requests are counted',
      async () => (await numbers(traffic?.query ?? ''))[0] === 0 || undefined,
    );
    expect(others.map(({ name }) => name)).toEqual(['failures', 'slow', 'signal:vllm_waiting:sum']);
    for (const { query: expr } of others) expect(await numbers(expr)).toEqual([]);
  });

  let asked: Promise<readonly number[]>;
  test('requests that wait in one version are the signal that the autoscaler asks for by name', async () => {
    asked = Promise.all(Array.from({ length: 60 }, async () => (await chat(canary)).status));
    const waiting = 60 - (prod.llmChat.server.maxSequences ?? 0);
    expect(waiting).toBeGreaterThan(2 * Number(triggers[0]?.metadata['threshold']));
    await eventually('all but those under way', async () => (await numbers(autoscaler))[0] === waiting || undefined);
    expect(await query('signal:vllm_waiting:sum')).toMatchObject([
      { metric: { namespace: 'prod', service: 'llm-chat' } },
    ]);
    expect(await numbers('vllm:num_requests_waiting{pod_version="a1"}')).toEqual([0]);
  });

  test('after enough requests each query of the analysis gives one number, of the new version alone', async () => {
    expect(new Set(await asked)).toEqual(new Set([200]));
    // Four queries are four moments: only after the last answer was read do they see the same.
    const answered = 'sum(vllm:request_success_total{pod_version="b2"})';
    await eventually('all are read', async () => (await numbers(answered))[0] === 60 || undefined);
    const [traffic = [], ...rest] = await Promise.all(analysis.map(({ query: expr }) => numbers(expr)));
    expect(traffic).toEqual([expect.any(Number)]);
    expect(traffic[0]).toBeGreaterThanOrEqual(50);
    expect(rest).toEqual([[0], [0], [0]]);
    const ofStable = analysis.map(({ query: expr }) => expr.replaceAll('llm-chat-b2-', 'llm-chat-a1-'));
    expect(await Promise.all(ofStable.map(numbers))).toEqual([[0], [], [], []]);
  });

  test('every series of the service that rules, panels, autoscaler and analysis read is there with these labels', async () => {
    const selectors = selectorsOf([
      ...queriesOf(emitted),
      autoscaler,
      ...analysis.map(({ query: expr }) => expr),
    ]).filter(({ series }) => /^(vllm|signal):/.test(series));
    expect([...new Set(selectors.map(({ series }) => series))].sort()).toEqual([
      'signal:vllm_kv_cache_usage:avg',
      'signal:vllm_waiting:sum',
      'vllm:e2e_request_latency_seconds_bucket',
      'vllm:e2e_request_latency_seconds_count',
      'vllm:kv_cache_usage_perc',
      'vllm:num_requests_waiting',
      'vllm:request_success_total',
    ]);
    const found = await Promise.all(
      selectors.map(({ text }) => answer<readonly object[]>(`series?match[]=${encodeURIComponent(text)}`)),
    );
    expect(selectors.filter((_, index) => found[index]?.length === 0).map(({ text }) => text)).toEqual([]);
  });
});

import {
  cpu,
  inferencePool,
  inImage,
  kserveLlm,
  MlopsApp,
  MlopsChart,
  ModelService,
  type ModelServiceProps,
  MonitoringStack,
  type Platform,
  vllm,
} from '../../lib';
import { demandsOf } from '../../lib/capacity/demand';
import { environment } from '../fixtures/environment';
import { gpus, type LlmInferenceService, llmPlatform, picker } from '../fixtures/llm';
import { refused } from '../fixtures/refused';
import { objectsOf, only, service } from '../fixtures/workloads';

const chat = {
  ...service,
  model: inImage('/weights/chat', { name: 'chat', version: 'v1' }),
  server: vllm({ tensorParallel: 8, pipelineParallel: 2 }),
  compute: gpus(8),
};

const render = (props: Partial<ModelServiceProps> = {}, facts: Partial<Platform> = {}, options = {}) =>
  objectsOf((scope) => new ModelService(scope, 'chat', { ...chat, ...props, engine: kserveLlm(options) }), {
    environment: { ...environment, platform: { ...llmPlatform, ...facts } },
  });
const made = (...asks: Parameters<typeof render>) =>
  only<LlmInferenceService>(render(...asks), 'LLMInferenceService').spec;

const problems = (...asks: Parameters<typeof render>): readonly string[] => refused(() => render(...asks));

test('a copy that one pod cannot hold is a group: its first pod leads, the others follow, each at its place', () => {
  const { template, worker, parallelism } = made();
  expect(parallelism).toEqual({ tensor: 8, pipeline: 2 });
  const [leader, follower] = [template, worker].map((pod) => (pod?.containers[0]?.args ?? []).join(' '));
  for (const args of [leader, follower]) {
    expect(args).toMatch('--tensor-parallel-size 8 --pipeline-parallel-size 2');
    expect(args).toMatch('--nnodes 2');
  }
  expect(leader).toMatch(/--node-rank 0 --master-addr \$\(VLLM_HOST_IP\)/);
  expect(leader).not.toMatch('--headless');
  expect(follower).toMatch(/--headless --node-rank \$\(LWS_WORKER_INDEX\)$/);
  expect(worker?.containers[0]?.command?.slice(-2)).toEqual(['vllm', 'serve']);
  expect(worker?.containers[0]?.command?.[2]).toMatch('os.environ["LWS_LEADER_ADDRESS"]');
});

test('the others are whole pods of the one writer, asked by nobody', () => {
  const [main] = made().worker?.containers ?? [];
  expect(main).toMatchObject({
    name: 'main',
    resources: { limits: { 'nvidia.com/gpu': '8' } },
    securityContext: { readOnlyRootFilesystem: true },
  });
  expect(main).not.toHaveProperty('ports');
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) expect(main).not.toHaveProperty(probe);
  const { failureThreshold = 0, periodSeconds = 0 } = made().template.containers[0]?.startupProbe ?? {};
  expect(failureThreshold * periodSeconds).toBeGreaterThan(600);
});

test('KServe counts pods of a group by its groups of layers, however many of them are in one pod', () => {
  expect(made({ server: vllm({ tensorParallel: 4, pipelineParallel: 4 }) }).parallelism).toEqual({
    tensor: 8,
    pipeline: 2,
  });
});

test('what KServe asks for and does not bring stands once in the namespace, whatever it merges nothing into pods', () => {
  const objects = objectsOf(
    (scope) => {
      for (const name of ['chat', 'code']) new ModelService(scope, name, { ...chat, engine: kserveLlm() });
    },
    { environment: { ...environment, platform: llmPlatform } },
  );
  expect(only(objects, 'LLMInferenceServiceConfig')).toMatchObject({
    apiVersion: 'serving.kserve.io/v1alpha2',
    metadata: { name: 'kserve-config-llm-worker-pipeline-parallel' },
    spec: {},
  });
  const [one] = render({ compute: gpus(8), server: vllm() }).filter(({ kind }) => kind === 'LLMInferenceServiceConfig');
  expect(one).toBeUndefined();
});

test('two charts of one namespace share it', () => {
  const own = { ...environment, platform: llmPlatform };
  const app = new MlopsApp();
  for (const name of ['chat', 'code']) {
    const home = new MlopsChart(app.in(own), name, { environment: own });
    new ModelService(home, name, { ...chat, engine: kserveLlm() });
  }
  const configs = app.finish().filter(({ json }) => json.kind === 'LLMInferenceServiceConfig');
  expect(configs.map(({ json }) => json.metadata.name)).toEqual(['kserve-config-llm-worker-pipeline-parallel']);
});

test('requests go to the first pods alone, and all pods reach each other', () => {
  const objects = render({ expose: inferencePool('chat.example.com', picker) });
  const first = { 'kserve.io/component': 'workload', 'app.kubernetes.io/name': 'chat' };
  expect(only(objects, 'Service').spec['selector']).toMatchObject(first);
  expect((only(objects, 'InferencePool').spec['selector'] as { matchLabels: object }).matchLabels).toMatchObject(first);
  expect(only<LlmInferenceService>(objects, 'LLMInferenceService').spec.labels).not.toHaveProperty(
    'kserve.io/component',
  );
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(policies).toEqual(expect.arrayContaining(['chat-from-workers', 'chat-to-workers']));
});

test('an autoscaler scales groups, and what they cost is counted', () => {
  const scale = { min: 2, max: 4, on: [cpu(70)] };
  expect(only(render({ scale }), 'HorizontalPodAutoscaler').spec['scaleTargetRef']).toEqual({
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    name: 'chat-kserve-mn',
  });
  const own = { ...environment, platform: llmPlatform };
  const app = new MlopsApp();
  const home = new MlopsChart(app.in(own), 'chart', { environment: own });
  const server = vllm({ tensorParallel: 8, pipelineParallel: 3 });
  new ModelService(home, 'chat', { ...chat, server, scale, engine: kserveLlm() });
  const demands = demandsOf(app.finish()).filter(({ object }) => object.json.kind === 'LLMInferenceService');
  expect(demands.map(({ usual, pods, together }) => [usual.least, usual.most, pods, together])).toEqual([
    [2, 4, 4, 1],
    [4, 8, 8, 2],
  ]);
});

test('a group that is not there is told, as the StatefulSet of the first pods counts them', () => {
  const objects = objectsOf(
    (scope) => {
      const { watched } = new ModelService(scope, 'chat', { ...chat, engine: kserveLlm() });
      new MonitoringStack(scope, 'monitoring').watch({ watched });
      expect(watched.peer?.labels).toMatchObject({ 'kserve.io/component': 'workload' });
    },
    { environment: { ...environment, platform: llmPlatform } },
  );
  const written = JSON.stringify(objects);
  expect(written).toContain('kube_statefulset_status_replicas_available');
  expect(written).toMatch(/chat-kserve-mn-\[0-9\]\+\(-\[0-9\]\+\)\?/);
  expect(written).toMatch(/--resources=[a-z,]*statefulsets/);
});

test('it is refused where the cluster or the rest of the service cannot', () => {
  const { lws: _lws, ...operators } = llmPlatform.operators ?? {};
  expect(problems({}, { operators })).toEqual(['missing-operator server']);
  expect(problems({ name: 'n'.repeat(41) })).toEqual(['name-too-long name']);
  expect(problems({ name: 'n'.repeat(40) })).toEqual([]);
  expect(problems({ name: 'n'.repeat(40), replicas: 11 })).toEqual(['name-too-long name']);
  const expose = inferencePool('chat.example.com', picker);
  expect(problems({ expose }, {}, { prefill: { replicas: 1 } })).toEqual(['not-allowed engine.prefill']);
  const one = { expose, server: vllm(), compute: gpus(8) };
  expect(problems(one, {}, { prefill: { replicas: 1, server: chat.server } })).toEqual([
    'not-allowed engine.prefill.server',
  ]);
});

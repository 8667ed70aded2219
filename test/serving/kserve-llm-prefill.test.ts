import { load } from 'js-yaml';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  Claim,
  cpu,
  EndpointPicker,
  type Exposure,
  inferencePool,
  inImage,
  type KserveLlmOptions,
  kserveLlm,
  MlopsApp,
  MlopsChart,
  ModelService,
  type ModelServiceProps,
  MonitoringStack,
  type Platform,
  route,
  triton,
  vllm,
} from '../../lib';
import { demandsOf } from '../../lib/capacity/demand';
import { environment } from '../fixtures/environment';
import { gpus, type LlmInferenceService, llmPlatform, picker } from '../fixtures/llm';
import { refused } from '../fixtures/refused';
import { objectsOf, only, service } from '../fixtures/workloads';

const model = inImage('/weights/chat', { name: 'chat', version: 'v1' });
const prefill = { replicas: 4, compute: gpus(1) };
const chat = { ...service, model, server: vllm(), compute: gpus(4), expose: inferencePool('chat.example.com', picker) };

interface Asked {
  readonly props?: Partial<ModelServiceProps>;
  readonly options?: Partial<KserveLlmOptions['prefill']>;
  readonly facts?: Partial<Platform>;
}

const render = ({ props, options, facts }: Asked = {}) =>
  objectsOf(
    (scope) =>
      new ModelService(scope, 'chat', {
        ...chat,
        ...props,
        engine: kserveLlm({ prefill: { ...prefill, ...options } }),
      }),
    { environment: { ...environment, platform: { ...llmPlatform, ...facts } } },
  );
const made = (asked?: Asked) => only<LlmInferenceService>(render(asked), 'LLMInferenceService').spec;

const asked = (ask: Asked) => refused(() => render(ask));

const named = (objects: readonly KubernetesObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) as KubernetesObject & {
    spec: Record<string, unknown>;
  };

test('the pods that read prompts are whole pods of the one writer, with compute and spread over GPUs of their own', () => {
  const spec = made();
  expect(spec.prefill).toMatchObject({ replicas: 4, parallelism: { tensor: 1 } });
  expect(spec.parallelism).toEqual({ tensor: 4 });
  const [main] = spec.prefill?.template.containers ?? [];
  expect(main).toMatchObject({
    name: 'main',
    resources: { limits: { 'nvidia.com/gpu': '1' } },
    securityContext: { readOnlyRootFilesystem: true },
    readinessProbe: { httpGet: { path: '/v1/models', scheme: 'HTTP' } },
  });
  expect(spec.prefill?.template.initContainers).toBeUndefined();
});

test('both servers hand over what they have read, from an address that others reach', () => {
  const { template, prefill: reading } = made();
  for (const { containers } of [template, ...(reading ? [reading.template] : [])]) {
    const [main] = containers;
    const args = main?.args ?? [];
    expect(JSON.parse(args[args.indexOf('--kv-transfer-config') + 1] ?? '')).toEqual({
      kv_connector: 'NixlConnector',
      kv_role: 'kv_both',
    });
    expect(main?.env).toContainEqual({
      name: 'VLLM_NIXL_SIDE_CHANNEL_HOST',
      valueFrom: { fieldRef: { fieldPath: 'status.podIP' } },
    });
    expect(main?.env).toContainEqual({ name: 'VLLM_NIXL_SIDE_CHANNEL_PORT', value: '5600' });
    expect(main?.env).toContainEqual({ name: 'MODEL_PATH', value: '/weights/chat' });
  }
});

test.each(['--kv-transfer-config={}', '--kv_transfer_config'])('%s of the user is not said twice', (own) => {
  const { template, prefill: reading } = made({ props: { args: [own] } });
  for (const { containers } of [template, ...(reading ? [reading.template] : [])]) {
    expect(containers[0]?.args?.filter((one) => /kv.transfer/.test(one))).toEqual([own]);
  }
});

test('a service without it has none of this', () => {
  const objects = objectsOf((scope) => new ModelService(scope, 'chat', { ...chat, engine: kserveLlm() }), {
    environment: { ...environment, platform: llmPlatform },
  });
  const { spec } = only<LlmInferenceService>(objects, 'LLMInferenceService');
  expect(spec).not.toHaveProperty('prefill');
  expect(spec.template).not.toHaveProperty('initContainers');
  expect(spec.template.containers[0]?.args).not.toContain('--kv-transfer-config');
  expect(Object.keys(spec.labels).sort()).toEqual(['app.kubernetes.io/component', 'app.kubernetes.io/name']);
});

test('a sidecar takes the requests, under the name that KServe merges, and is not ended while the model loads', () => {
  const [sidecar] = made().template.initContainers ?? [];
  expect(sidecar).toMatchObject({
    name: 'llm-d-routing-sidecar',
    restartPolicy: 'Always',
    securityContext: { readOnlyRootFilesystem: true },
  });
  expect(sidecar?.command).toEqual(expect.arrayContaining(['--port=8001', '--vllm-port=8000']));
  const { periodSeconds = 0, failureThreshold = 0 } = sidecar?.livenessProbe ?? {};
  expect(periodSeconds * failureThreshold).toBeGreaterThan(600);
});

test('the port of the pool is one at which pods of both roles answer', () => {
  const objects = render({ props: { port: 9000 } });
  const { spec } = only<LlmInferenceService>(objects, 'LLMInferenceService');
  expect(only(objects, 'InferencePool').spec['targetPorts']).toEqual([{ number: 9001 }]);
  expect(spec.template.initContainers?.[0]?.command).toContain('--port=9001');
  expect(spec.template.containers[0]?.args).toEqual(expect.arrayContaining(['--port', '9000']));
  expect(spec.prefill?.template.containers[0]?.args).toEqual(expect.arrayContaining(['--port', '9001']));
  expect(only(objects, 'Service').spec['ports']).toMatchObject([{ targetPort: 9001 }]);
});

test('the pool has the pods of both roles, the Service those that answer, and the picker tells them apart', () => {
  const objects = render();
  const { labels, prefill: reading } = only<LlmInferenceService>(objects, 'LLMInferenceService').spec;
  const pooled = (only(objects, 'InferencePool').spec['selector'] as { matchLabels: object }).matchLabels;
  expect(labels).toMatchObject(pooled);
  expect(reading?.labels).toMatchObject(pooled);
  expect(Object.keys(pooled)).toContain('kserve.io/component');
  expect(labels).toMatchObject(only(objects, 'Service').spec['selector'] as object);
  expect(reading?.labels).not.toMatchObject(only(objects, 'Service').spec['selector'] as object);
  expect([labels['llm-d.ai/role'], reading?.labels['llm-d.ai/role']]).toEqual(['decode', 'prefill']);
});

test("the user's labels stay off the pods, and may change", () => {
  expect(made({ props: { labels: { team: 'chat' } } }).prefill?.labels).not.toHaveProperty('team');
});

test('both roles reach each other on every port, the picker asks both, and the Gateway those that answer alone', () => {
  const objects = render();
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(policies).toEqual(
    expect.arrayContaining([
      ...['chat-to-chat-prefill', 'chat-prefill-from-chat', 'chat-prefill-to-chat', 'chat-from-chat-prefill'],
      ...['chat-from-picker', 'chat-prefill-from-picker', 'chat-from-gateway'],
    ]),
  );
  expect(policies).not.toContain('chat-prefill-from-gateway');
  const [rule] = named(objects, 'NetworkPolicy', 'chat-prefill-from-chat').spec['ingress'] as object[];
  expect(rule).not.toHaveProperty('ports');
  const [asking] = named(objects, 'NetworkPolicy', 'chat-prefill-from-picker').spec['ingress'] as object[];
  expect(asking).toMatchObject({ ports: [{ port: 8001 }] });
});

test('a drain takes one of them at a time, and a single one is not held', () => {
  expect(named(render(), 'PodDisruptionBudget', 'chat-prefill').spec).toMatchObject({ maxUnavailable: 1 });
  expect(named(render({ options: { replicas: 1 } }), 'PodDisruptionBudget', 'chat-prefill')).toBeUndefined();
});

test('what they cost is counted, beside pods that an autoscaler makes more', () => {
  const own = { ...environment, platform: llmPlatform };
  const app = new MlopsApp();
  const home = new MlopsChart(app.in(own), 'chart', { environment: own });
  const scale = { min: 2, max: 8, on: [cpu(70)] };
  new ModelService(home, 'chat', { ...chat, scale, engine: kserveLlm({ prefill }) });
  const demands = demandsOf(app.finish()).filter(({ object }) => object.json.kind === 'LLMInferenceService');
  expect(demands.map(({ usual, pods }) => [usual.least, usual.most, pods])).toEqual([
    [2, 8, 10],
    [4, 4, 5],
  ]);
});

test('monitoring watches them, and the Deployment that KServe makes of them', () => {
  objectsOf(
    (scope) => {
      const { watched } = new ModelService(scope, 'chat', { ...chat, engine: kserveLlm({ prefill }) });
      new MonitoringStack(scope, 'monitoring').watch({ watched });
      expect(watched.parts).toMatchObject([
        {
          name: 'chat-prefill',
          workload: { kind: 'Deployment', name: 'chat-kserve-prefill' },
          metrics: { port: 8001 },
        },
      ]);
    },
    { environment: { ...environment, platform: llmPlatform } },
  );
});

test.each<[string, Asked, readonly string[]]>([
  ['nobody sends prompts to them', { props: { expose: route('chat.example.com') } }, ['not-allowed engine.prefill']],
  [
    'requests without a picker would reach them',
    { props: { expose: inferencePool('chat.example.com', picker, { withoutPicker: 'FailOpen' }) } },
    ['not-allowed engine.prefill'],
  ],
  [
    'another model is served',
    { options: { server: vllm({ servedName: 'other' }) } },
    ['not-allowed engine.prefill.server'],
  ],
  ['the server hands nothing over', { options: { server: triton() } }, ['not-allowed engine.prefill.server']],
  ['a sidecar would end first', { facts: { kubernetes: '1.28' } }, ['version-too-old engine.prefill']],
  ['the name is too long', { props: { name: 'n'.repeat(49) } }, ['name-too-long engine.prefill']],
  ['there are none', { options: { replicas: 0 } }, ['out-of-range engine.prefill.replicas']],
  [
    'what is handed over would be of some layers',
    { options: { server: vllm({ pipelineParallel: 2 }), compute: gpus(2) } },
    ['not-allowed engine.prefill.server'],
  ],
  [
    'they answer with some layers',
    { props: { server: vllm({ pipelineParallel: 2 }) }, options: { compute: gpus(2) } },
    ['not-allowed engine.prefill'],
  ],
  [
    'their model lies on a disk of another node',
    {
      props: { replicas: 1, model: Claim.reference({ name: 'disk', access: 'ReadWriteOnce' }).model('chat', 'v1') },
      options: { replicas: 1 },
    },
    ['claim-single-node engine.prefill.mounts[0]'],
  ],
  [
    'their GPUs do not divide',
    { options: { server: vllm({ tensorParallel: 3 }) } },
    ['parallelism engine.prefill.server.tensorParallel'],
  ],
])('it is refused where %s', (_where, ask, expected) => {
  expect(asked(ask)).toEqual(expected);
});

test('near misses pass', () => {
  expect(asked({ props: { name: 'n'.repeat(48) } })).toEqual([]);
  expect(asked({ options: { server: vllm({ tensorParallel: 2 }), compute: gpus(2) } })).toEqual([]);
});

const withPicker = (disaggregated: boolean | undefined) => () =>
  objectsOf(
    (scope) => {
      const own = new EndpointPicker(scope, 'picker', { pool: 'chat', disaggregated });
      const expose: Exposure = inferencePool('chat.example.com', own);
      new ModelService(scope, 'chat', { ...chat, expose, engine: kserveLlm({ prefill }) });
    },
    { environment: { ...environment, platform: llmPlatform } },
  );

test('a picker that takes all pods for the same is refused', () => {
  expect(refused(withPicker(undefined))).toEqual(['not-allowed engine.prefill']);
  expect(refused(withPicker(true))).toEqual([]);
});

interface PickerConfig {
  readonly plugins: readonly { readonly type: string }[];
  readonly schedulingProfiles: readonly {
    readonly name: string;
    readonly plugins: readonly { readonly pluginRef: string }[];
  }[];
}

test('a picker that knows both roles has a profile for each, of plugins that it declares', () => {
  const config = withPicker(true)().find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'picker');
  const { data } = config as KubernetesObject & { data: Record<string, string> };
  const { plugins, schedulingProfiles } = load(data['plugins.yaml'] ?? '') as PickerConfig;
  const declared = plugins.map(({ type }) => type);
  expect(schedulingProfiles.map(({ name }) => name)).toEqual(['prefill', 'decode']);
  for (const profile of schedulingProfiles) {
    const used = profile.plugins.map(({ pluginRef }) => pluginRef);
    expect(declared).toEqual(expect.arrayContaining(used));
    expect(used).toContain(`${profile.name}-filter`);
  }
  expect(declared.indexOf('always-disagg-pd-decider')).toBeLessThan(declared.indexOf('disagg-profile-handler'));
});

import {
  Claim,
  cpu,
  environmentFrom,
  inferencePool,
  ingress,
  inImage,
  kserveLlm,
  MlopsApp,
  MlopsChart,
  ModelService,
  type ModelServiceProps,
  MonitoringStack,
  ociImage,
  outside,
  type Platform,
  recommendations,
  route,
  s3,
  tcp,
  vllm,
} from '../../lib';
import { demandsOf } from '../../lib/capacity/demand';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { environment, platform } from '../fixtures/environment';
import { gpus, type LlmInferenceService, llmPlatform, picker } from '../fixtures/llm';
import { refused } from '../fixtures/refused';
import { objectsOf, only, service } from '../fixtures/workloads';

const about = { name: 'chat', version: 'v1' };
const chat = { server: vllm(), model: inImage('/weights/chat', about), engine: kserveLlm() };
const host = outside('store', ['203.0.113.0/24']);

const render = (props: Partial<ModelServiceProps> = {}, facts: Partial<Platform> = llmPlatform) =>
  objectsOf((scope) => new ModelService(scope, 'chat', { ...service, ...chat, ...props }), {
    environment: { ...environment, platform: { ...platform, ...facts } },
  });
const made = (...asks: Parameters<typeof render>) => only<LlmInferenceService>(render(...asks), 'LLMInferenceService');

const problems = (...asks: Parameters<typeof render>): readonly string[] => refused(() => render(...asks));

test("is stored as it is written, with the service's own pod under the name that KServe merges", () => {
  const { apiVersion, spec } = made();
  expect(apiVersion).toBe('serving.kserve.io/v1alpha2');
  expect(spec.template.containers.map(({ name }) => name)).toEqual(['main']);
  expect(spec.template.containers[0]).toMatchObject({
    image: service.image,
    command: ['vllm', 'serve'],
    securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
  });
  expect(spec.storageInitializer).toEqual({ enabled: false });
});

test("overwrites what KServe's configuration says of probes and of the end, in the same words", () => {
  const [main] = made().spec.template.containers;
  expect(main?.lifecycle).toEqual({ preStop: { exec: { command: ['sleep', expect.stringMatching(/^\d+$/)] } } });
  for (const probe of [main?.startupProbe, main?.readinessProbe, main?.livenessProbe]) {
    expect(probe?.httpGet).toMatchObject({ scheme: 'HTTP', port: 'http' });
  }
});

test('a probe that is no GET would have two ways of asking', () => {
  expect(problems({ health: { alive: tcp() } })).toEqual(['field-not-carried health.alive']);
  expect(problems({ server: vllm({ apiKey: { secret: 'llm', key: 'key' } }) })).toEqual([
    'field-not-carried health.ready',
  ]);
});

test("a model of the image that KServe's volumes would hide is an error", () => {
  expect(problems({ model: inImage('/models/chat', about) })).toEqual(['field-not-carried model']);
  expect(problems({ model: inImage('/models-of/chat', about) })).toEqual([]);
  expect(problems({ server: vllm({ adapters: { legal: inImage('/home/legal', about) } }) })).toEqual([
    'field-not-carried server',
  ]);
});

test.each<[string, Partial<ModelServiceProps>, string]>([
  ['a bucket', { model: s3('s3://models/chat/v1', { ...about, size: '2Gi', host }) }, 's3://models/chat/v1'],
  [
    'a claim',
    { model: Claim.reference({ name: 'models', access: 'ReadWriteMany' }).model('chat', 'v1') },
    'pvc://models/chat/v1',
  ],
  [
    'an image',
    { model: ociImage('registry.example.com/chat:v1', { ...about, size: '2Gi' }) },
    'oci://registry.example.com/chat:v1',
  ],
  ['the image of the server', {}, 'file:///weights/chat'],
  ['nowhere said', { server: undefined, model: undefined }, `oci://${service.image}`],
])('says where a model from %s comes from', (_says, props, uri) => {
  expect(made(props).spec.model.uri).toBe(uri);
});

test('is called as its clients call it', () => {
  expect(made().spec.model.name).toBe('chat');
  expect(made({ server: vllm({ servedName: 'acme/chat' }) }).spec.model.name).toBe('acme/chat');
});

test.each<[Parameters<typeof vllm>[0], object]>([
  [{}, { tensor: 8 }],
  [{ pipelineParallel: 2 }, { tensor: 4, pipeline: 2 }],
  [{ tensorParallel: 2 }, { tensor: 2, data: 4, dataLocal: 4 }],
])('%j over 8 GPUs is %j', (options, parallelism) => {
  expect(made({ server: vllm(options), compute: gpus(8) }).spec.parallelism).toEqual(parallelism);
});

test('copies of groups of layers in one pod are refused, as by the webhook, and GPUs that do not divide', () => {
  const server = vllm({ tensorParallel: 2, pipelineParallel: 2 });
  expect(problems({ server, compute: gpus(8) })).toEqual(['parallelism server']);
  expect(problems({ server, compute: gpus(4) })).toEqual([]);
  expect(problems({ server: vllm({ tensorParallel: 3 }), compute: gpus(8) })).toEqual([
    'parallelism server.tensorParallel',
  ]);
});

test('an autoscaler of ours scales the Deployment that KServe makes, and nobody writes replicas', () => {
  expect(made({ replicas: 3 }).spec.replicas).toBe(3);
  const objects = render({ scale: { min: 2, max: 6, on: [cpu(70)] } });
  expect(only<LlmInferenceService>(objects, 'LLMInferenceService').spec).not.toHaveProperty('replicas');
  expect(only(objects, 'HorizontalPodAutoscaler').spec['scaleTargetRef']).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'chat-kserve',
  });
});

test('its pods have the labels that Service, budget and policies select, which last; others may change', () => {
  const objects = render({ labels: { team: 'chat' } });
  const { metadata, spec } = only<LlmInferenceService>(objects, 'LLMInferenceService');
  expect(spec.labels).toEqual(only(objects, 'Service').spec['selector']);
  expect(metadata.labels).toMatchObject({ team: 'chat' });
});

test('route and pool are ours, and KServe is told of them', () => {
  const gateway = { refs: [{ name: 'public', namespace: 'gateways' }] };
  const routed = render({ expose: route('chat.example.com') });
  expect(only<LlmInferenceService>(routed, 'LLMInferenceService').spec.router).toEqual({
    gateway,
    route: { http: { refs: [{ name: only(routed, 'HTTPRoute').metadata.name }] } },
  });
  const pooled = render({ expose: inferencePool('chat.example.com', picker) });
  expect(only<LlmInferenceService>(pooled, 'LLMInferenceService').spec.router).toEqual({
    gateway,
    route: { http: { refs: [{ name: 'chat' }] } },
    scheduler: { pool: { ref: { name: only(pooled, 'InferencePool').metadata.name } } },
  });
  expect(made().spec).not.toHaveProperty('router');
  expect(made({ expose: ingress('chat.example.com') }).spec).not.toHaveProperty('router');
});

test('capacity, cost and policies see its pods', () => {
  const object = made({ replicas: 3, compute: gpus(4) });
  const [pods] = podsOf(object, Kinds.of(object));
  expect(pods).toMatchObject({ count: 3 });
  expect(pods?.template.spec?.containers[0]?.resources?.limits?.['nvidia.com/gpu']).toBe('4');
});

test('what an autoscaler may make of it counts, on the Deployment that KServe makes, with the surge of a rollout', () => {
  const own = { ...environment, platform: { ...platform, ...llmPlatform } };
  const app = new MlopsApp();
  const home = new MlopsChart(app.in(own), 'chart', { environment: own });
  new ModelService(home, 'chat', { ...service, ...chat, scale: { min: 2, max: 8, on: [cpu(70)] } });
  const [demand] = demandsOf(app.finish()).filter(({ object }) => object.json.kind === 'LLMInferenceService');
  expect(demand).toMatchObject({ pods: 10, usual: { least: 2, most: 8 } });
});

test('monitoring looks at the Deployment that KServe makes', () => {
  objectsOf((scope) => {
    const stack = new MonitoringStack(scope, 'monitoring');
    const { watched } = new ModelService(scope, 'chat', { ...service, ...chat });
    stack.watch({ watched });
    expect(watched.workload).toEqual({ kind: 'Deployment', name: 'chat-kserve' });
  });
});

test('a secret whose change restarts the pods is said of the pods: KServe hands no such annotation on', () => {
  const secrets = [environmentFrom('keys', undefined, { rotation: 'restart' })];
  expect(made({ secrets }).spec.annotations).toEqual({ 'secret.reloader.stakater.com/reload': 'keys' });
  expect(made().spec).not.toHaveProperty('annotations');
});

test('what it cannot is said', () => {
  expect(problems({ vertical: recommendations() })).toContain('unsupported-feature vertical');
  expect(
    problems({}, { ...llmPlatform, operators: { ...llmPlatform.operators, kserve: { version: '0.19' } } }),
  ).toEqual(['missing-operator engine']);
  expect(problems({ name: '2-chat' })).toEqual(['bad-name name']);
  expect(problems({ name: 'n'.repeat(57) })).toEqual(['name-too-long undefined']);
});

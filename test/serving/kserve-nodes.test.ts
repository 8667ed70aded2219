import type { InferenceServiceSpec, ServingRuntimeSpec } from '../../imports/kserve';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import {
  Claim,
  cpu,
  h100,
  inferencePool,
  kserve,
  ModelService,
  type ModelServiceProps,
  ociImage,
  type Platform,
  peer,
  route,
  trn2,
  vllm,
} from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { environment, platform } from '../fixtures/environment';
import { fetchedModels } from '../fixtures/models';
import { refused } from '../fixtures/refused';
import { container, objectsOf, only, service } from '../fixtures/workloads';

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const one = Claim.reference({ name: 'one', access: 'ReadWriteOnce' });
const gpus = (count: number, pool = 'gpu') => ({ cpu: '16', memory: '128Gi', gpu: { pool, count } });
const kserveIs = (version: string): Partial<Platform> => ({
  operators: { ...platform.operators, 'gateway-api-inference-extension': { version: '1.6' }, kserve: { version } },
});
const large: ModelServiceProps = {
  ...service,
  engine: kserve(),
  model: models.model('chat', 'v1', { size: '800Gi' }),
  server: vllm({ tensorParallel: 8, pipelineParallel: 3 }),
  compute: gpus(8),
  replicas: 1,
};

const render = (props: Partial<ModelServiceProps> = {}, facts: Partial<Platform> = kserveIs('0.19')) =>
  objectsOf((scope) => new ModelService(scope, 'chat', { ...large, ...props }), {
    environment: { ...environment, platform: { ...platform, ...facts } },
  });
type Made = KubernetesObject & { spec: InferenceServiceSpec; metadata: { annotations: Record<string, string> } };
const made = (...asks: Parameters<typeof render>) => only<Made>(render(...asks), 'InferenceService');
const runtimeOf = (...asks: Parameters<typeof render>) =>
  only<KubernetesObject & { spec: ServingRuntimeSpec }>(render(...asks), 'ServingRuntime').spec;
const workerOf = (...asks: Parameters<typeof render>) => made(...asks).spec.predictor.workerSpec;

const problems = (...asks: Parameters<typeof render>): readonly string[] => refused(() => render(...asks));

test('KServe is told how many pods a copy takes and how many GPUs each has, in the service and in its runtime', () => {
  const sizes = { pipelineParallelSize: 3, tensorParallelSize: 8 };
  expect(workerOf()).toMatchObject(sizes);
  expect(runtimeOf()).toMatchObject({
    annotations: { 'multinode/executor-backend': 'mp' },
    workerSpec: { ...sizes, containers: [{ name: 'worker-container', image: container.image }] },
  });
  const halves = { server: vllm({ tensorParallel: 4, pipelineParallel: 4 }) };
  expect(workerOf(halves)).toMatchObject({ pipelineParallelSize: 2, tensorParallelSize: 8 });
  expect(made().metadata.annotations).toMatchObject({ 'serving.kserve.io/autoscalerClass': 'none' });
});

test('the first pod answers and is the master, the others take their place behind it', () => {
  const [head] = runtimeOf().containers;
  const [worker] = workerOf()?.containers ?? [];
  const shared = ['--nnodes', '3', '--distributed-executor-backend', 'mp'];
  expect(head?.command).toEqual(['vllm', 'serve']);
  expect(head?.args?.slice(-8)).toEqual([...shared, '--node-rank', '0', '--master-addr', '$(VLLM_HOST_IP)']);
  expect(worker?.command?.slice(0, 2)).toEqual(['python3', '-c']);
  expect(worker?.command?.slice(3)).toEqual(['vllm', 'serve']);
  expect(worker?.args?.slice(-5)).toEqual([...shared, '--headless']);
  for (const env of [head?.env, worker?.env]) {
    expect(env).toContainEqual({ name: 'VLLM_HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } });
  }
});

test('a worker is one container of the same image, GPUs and security, without a port, and lives with the first pod', () => {
  const { containers = [], ...pod } = workerOf() ?? {};
  expect(containers).toHaveLength(1);
  const [worker] = containers;
  const [head] = runtimeOf().containers;
  expect(worker?.resources).toEqual(head?.resources);
  expect(worker?.ports).toBeUndefined();
  expect(worker?.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
  expect(pod).toMatchObject({ securityContext: { runAsNonRoot: true }, nodeSelector: { 'node-pool': 'gpu' } });
  const asked = [worker?.startupProbe, worker?.readinessProbe, worker?.livenessProbe];
  for (const probe of asked) {
    expect(probe?.httpGet).toBeUndefined();
    expect(probe?.exec?.command[2]).toContain('"http://%s:8000/health" % os.environ["HEAD_SVC"]');
  }
});

test('starting may take ten minutes more than in one pod: the pods wait for each other', () => {
  const budget = (probe?: { failureThreshold?: number; periodSeconds?: number }) =>
    (probe?.failureThreshold ?? 0) * (probe?.periodSeconds ?? 0);
  const small = { model: models.model('chat', 'v1') };
  expect(budget(runtimeOf(small).containers[0]?.startupProbe)).toBe(660);
  expect(budget(workerOf(small)?.containers[0]?.startupProbe)).toBe(660);
});

test('KServe puts the model at /mnt/models of every pod, and all of them wait until it is there', () => {
  const { predictor } = made().spec;
  expect(predictor.model?.storageUri).toBe('pvc://models/chat/v1');
  const [head] = runtimeOf().containers;
  for (const main of [head, predictor.workerSpec?.containers[0]] as const) {
    expect(main?.args?.[0]).toBe('/mnt/models');
    expect(main?.env).toContainEqual({ name: 'MODEL_PATH', value: '/mnt/models' });
    expect(main?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(['/tmp', '/dev/shm']);
  }
  for (const { initContainers } of [predictor, predictor.workerSpec] as PodTemplate['spec'][]) {
    expect(initContainers?.map(({ name, command }) => [name, command?.at(-1)])).toEqual([
      ['wait-for-model', '/mnt/models/chat/v1'],
    ]);
  }
});

test('an image may hold the model', () => {
  const model = ociImage('registry.example.com/models/chat:v1', { name: 'chat', version: 'v1' });
  const { predictor } = made({ model }, { ...kserveIs('0.19'), kubernetes: '1.35' }).spec;
  expect(predictor.model?.storageUri).toBe('oci://registry.example.com/models/chat:v1');
  expect(predictor.initContainers).toBeUndefined();
});

test('requests go to the first pod alone, and the pods of a copy may talk to each other', () => {
  const first = { app: 'isvc.chat-predictor', 'app.kubernetes.io/name': 'chat' };
  const objects = render({ expose: route('chat.example.com') });
  expect(only(objects, 'Service').spec.selector).toMatchObject(first);
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(policies).toEqual(expect.arrayContaining(['chat-from-workers', 'chat-to-workers', 'chat-from-gateway']));
  objectsOf(
    (scope) => {
      const chat = new ModelService(scope, 'chat', large);
      expect(chat.watched.peer?.labels).toMatchObject(first);
      expect(chat.peer.labels).not.toHaveProperty('app');
    },
    { environment: { ...environment, platform: { ...platform, ...kserveIs('0.19') } } },
  );
});

test('behind a transformer the first pod has the Service of its own', () => {
  const objects = render({ transformer: { ...container } });
  const services = objects.filter(({ kind }) => kind === 'Service') as (KubernetesObject & {
    spec: { selector: Record<string, string> };
  })[];
  const first = services.filter(({ spec }) => spec.selector.app === 'isvc.chat-predictor');
  expect(first.map(({ metadata }) => metadata.name)).toEqual(['chat-model']);
});

test('the pods of a copy are not spread over zones, unless that is asked', () => {
  const spread = (props?: Partial<ModelServiceProps>) => workerOf(props)?.topologySpreadConstraints;
  expect(spread()).toBeUndefined();
  expect(spread({ placement: { spread: true } })).toBeDefined();
});

test('capacity counts all pods of a copy, with all of their GPUs', () => {
  const counted = render()
    .flatMap((object) => podsOf(object, Kinds.of(object)))
    .filter(({ at }) => at.pattern !== true)
    .map(({ count, main, template: { spec } }) => [
      count,
      (main ?? spec?.containers[0])?.resources?.limits?.['nvidia.com/gpu'],
    ]);
  expect(counted).toEqual([
    [2, '8'],
    [1, '8'],
  ]);
});

test('GPUs whose name KServe does not know are told to it', () => {
  const neuron = trn2({ instance: 'trn2.48xlarge' });
  const pools = { ...platform.pools, neuron: { cpu: '190', memory: '1900Gi', gpu: neuron } };
  const compute = gpus(16, 'neuron');
  const asks = { compute, server: vllm({ tensorParallel: 16, pipelineParallel: 2 }) };
  const types = { 'serving.kserve.io/gpu-resource-types': JSON.stringify([neuron.resource]) };
  expect(made(asks, { ...kserveIs('0.19'), pools }).metadata.annotations).toMatchObject(types);
  expect(runtimeOf(asks, { ...kserveIs('0.19'), pools }).annotations).toMatchObject(types);
  expect(made().metadata.annotations).not.toHaveProperty(['serving.kserve.io/gpu-resource-types']);
});

const picker = peer({ name: 'picker', labels: { app: 'picker' }, ports: [9002] });
const log = { url: 'http://collector.dev.svc/log', to: peer({ name: 'c', labels: { app: 'c' }, ports: [80] }) };

test.each<[string, Partial<ModelServiceProps>, string]>([
  ['two replicas', { replicas: 2 }, 'multi-node replicas'],
  ['no replicas said', { replicas: undefined }, 'multi-node replicas'],
  ['an autoscaler', { replicas: undefined, scale: { min: 1, max: 1, on: [cpu(70)] } }, 'multi-node scale'],
  ['a model that a pod fetches', { model: fetchedModels['gcs()'] }, 'multi-node model'],
  ['a model on a disk of one node', { model: one.model('chat', 'v1') }, 'claim-single-node mounts[0]'],
  [
    'a runtime of others',
    { engine: kserve({ model: { format: 'vllm', runtime: 'theirs' } }) },
    'multi-node engine.model.runtime',
  ],
  ['a sidecar', { sidecars: [{ ...container, name: 'proxy' }] }, 'multi-node sidecars'],
  ['batching', { batching: { maxBatchSize: 8, maxLatency: 5 } }, 'multi-node batching'],
  ['a log of requests', { requestLog: log }, 'multi-node requestLog'],
  ['a pool', { expose: inferencePool('a.example.com', picker) }, 'multi-node expose'],
  ["a variable of KServe's", { env: { TENSOR_PARALLEL_SIZE: '8' } }, 'multi-node env.TENSOR_PARALLEL_SIZE'],
  ['a name whose label would be too long', { name: 'a'.repeat(42) }, 'name-too-long name'],
])('over several pods %s is an error', (_what, props, expected) => {
  expect(problems(props)).toEqual([expected]);
  expect(problems()).toEqual([]);
});

test('GPUs that KServe does not see in the requests are an error', () => {
  const gpu = h100({ count: 8, allocation: 'dra' });
  const pools = { claimed: { cpu: '190', memory: '1900Gi', labels: { pool: 'claimed' }, gpu } };
  expect(problems({ compute: gpus(8, 'claimed') }, { ...kserveIs('0.19'), pools })).toEqual(['multi-node compute.gpu']);
});

test.each([
  ['0.18', ['multi-node engine']],
  ['0.19', []],
  ['0.19.1', []],
  ['0.20', ['multi-node engine']],
  ['0.20.0', ['multi-node engine']],
  ['v0.20.0', ['multi-node engine']],
  ['0.20.1', []],
  ['0.21', []],
])('on KServe %s a model over several pods has the problems %j', (version, expected) => {
  expect(problems({}, kserveIs(version))).toEqual(expected);
});

import type { Container, KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import {
  argoRollout,
  deployment,
  EndpointPicker,
  environmentFrom,
  gcs,
  inferencePool,
  inImage,
  type KserveModel,
  knative,
  kserve,
  type MlopsError,
  ModelService,
  type ModelServiceProps,
  outside,
  type Platform,
  peer,
  rayServe,
  s3,
  scratch,
  triton,
  type VllmOptions,
  vllm,
} from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { environment, platform } from '../fixtures/environment';
import { bakedModel, fetchedModels } from '../fixtures/models';
import { refused } from '../fixtures/refused';
import { objectsOf, only, service } from '../fixtures/workloads';

const able: Partial<Platform> = {
  operators: { ...platform.operators, 'gateway-api-inference-extension': { version: '1.6' } },
};
const gpus = (count: number) => ({ cpu: '16', memory: '128Gi', gpu: { pool: 'gpu', count } });
const chat: Partial<ModelServiceProps> = { model: inImage('/models/chat', { name: 'chat', version: 'v1' }) };
/** A model that its folder cannot hold. */
const unfit = s3('s3://models/big', {
  name: 'big',
  version: 'v1',
  size: '2Gi',
  volume: '1Gi',
  host: outside('s', ['192.0.2.0/24']),
});
const picker = peer({ name: 'picker', labels: { app: 'picker' }, ports: [9002] });

const render = (props: Partial<ModelServiceProps>, facts: Partial<Platform> = able) =>
  objectsOf((scope) => new ModelService(scope, 'chat', { ...service, ...chat, ...props }), {
    environment: { ...environment, platform: { ...platform, ...facts } },
  });
const podOf = (objects: readonly KubernetesObject[]) =>
  (only(objects, 'Deployment').spec as { template: PodTemplate }).template.spec;
const server = (options: VllmOptions, props: Partial<ModelServiceProps> = {}) =>
  podOf(render({ server: vllm(options), ...props })).containers[0] as Container;

const problems = (props: Partial<ModelServiceProps>, facts?: Partial<Platform>): readonly string[] =>
  refused(() => render(props, facts));

describe('vllm()', () => {
  test("serves the model at its place, under its name, and the user's arguments come last", () => {
    const { command, args } = server({ maxModelLength: 8192, dtype: 'bfloat16' }, { args: ['--seed', '7'] });
    expect(command).toEqual(['vllm', 'serve']);
    expect(args).toEqual([
      ...['/models/chat', '--host', '0.0.0.0', '--port', '8000', '--served-model-name', 'chat'],
      ...['--max-model-len', '8192', '--dtype', 'bfloat16', '--seed', '7'],
    ]);
  });

  test('has started and lives by /health, and takes requests once /v1/models answers', () => {
    const { startupProbe, readinessProbe, livenessProbe, ports } = server({});
    expect([startupProbe, readinessProbe, livenessProbe].map((one) => one?.httpGet?.path)).toEqual([
      '/health',
      '/v1/models',
      '/health',
    ]);
    expect(ports).toEqual([{ name: 'http', containerPort: 8000, protocol: 'TCP' }]);
  });

  test('with a key is asked for its models by a command that has the key, which stands nowhere', () => {
    const { readinessProbe, env } = server({ apiKey: { secret: 'llm', key: 'key' } });
    expect(readinessProbe?.exec?.command.slice(0, 2)).toEqual(['python3', '-c']);
    expect(readinessProbe?.exec?.command[2]).toContain('os.environ["VLLM_API_KEY"]');
    expect(env).toContainEqual({ name: 'VLLM_API_KEY', valueFrom: { secretKeyRef: { name: 'llm', key: 'key' } } });
    expect(problems({ server: vllm(), args: ['--api-key', 'hush'] })).toEqual(['secret-value args']);
  });

  test('whose key changes is rolled where that is asked', () => {
    const objects = render({ server: vllm({ apiKey: { secret: 'llm', key: 'key', rotation: 'restart' } }) });
    expect(only(objects, 'Deployment').metadata.annotations).toEqual({ 'secret.reloader.stakater.com/reload': 'llm' });
  });

  test('gets no variables of Services, whatever its own is called', () => {
    expect(podOf(render({ server: vllm(), name: 'vllm' })).enableServiceLinks).toBe(false);
  });

  test.each<[number, VllmOptions, readonly string[]]>([
    [4, {}, ['--tensor-parallel-size', '4']],
    [8, { pipelineParallel: 2 }, ['--tensor-parallel-size', '4', '--pipeline-parallel-size', '2']],
    [8, { tensorParallel: 2 }, ['--tensor-parallel-size', '2', '--data-parallel-size', '4']],
    [1, {}, []],
  ])('spreads over %s GPUs with %j', (count, options, expected) => {
    const { args = [] } = server(options, { compute: gpus(count) });
    expect(args.slice(7)).toEqual(expected);
  });

  test.each<[number, VllmOptions, readonly string[]]>([
    [8, { tensorParallel: 3 }, ['parallelism server.tensorParallel']],
    [4, { tensorParallel: 8 }, ['parallelism server.tensorParallel']],
    [8, { pipelineParallel: 3 }, ['parallelism server.pipelineParallel']],
    [6, { tensorParallel: 2, pipelineParallel: 3 }, []],
    [9, { tensorParallel: 9 }, ['pool-too-small compute.gpu.count']],
    [8, { tensorParallel: 4, pipelineParallel: 3 }, ['parallelism server.tensorParallel']],
    [8, { tensorParallel: 3, pipelineParallel: 8 }, ['parallelism server.tensorParallel']],
  ])('over %s GPUs with %j has the problems %j', (count, options, expected) => {
    expect(problems({ server: vllm(options), compute: gpus(count) })).toEqual(expected);
  });

  test.each<[number, VllmOptions, string]>([
    [8, { tensorParallel: 8, pipelineParallel: 2 }, '2 pods for one copy'],
    [8, { tensorParallel: 4, pipelineParallel: 6 }, '3 pods for one copy'],
    [1, { pipelineParallel: 4 }, '4 pods for one copy'],
  ])('in pods of %s GPUs with %j asks the engine for %s', (count, options, got) => {
    try {
      render({ server: vllm(options), compute: gpus(count) });
      expect('an error').toBe('');
    } catch (error) {
      const [problem, ...others] = (error as MlopsError).problems;
      expect([problem?.code, problem?.got, others]).toEqual(['unsupported-feature', `'${got}'`, []]);
      expect(problem?.path).toContain('server');
    }
  });

  test('a parallelism without GPUs is an error', () => {
    expect(problems({ server: vllm({ tensorParallel: 2 }) })).toEqual(['parallelism server.tensorParallel']);
    expect(problems({ server: vllm({ pipelineParallel: 2 }) })).toEqual(['parallelism server.pipelineParallel']);
  });

  test('weights larger than the GPUs of one copy are an error, where the pool says how large they are', () => {
    const facts = (memory: string): Partial<Platform> => ({
      pools: { gpu: { cpu: '190', memory: '1900Gi', labels: { pool: 'gpu' }, gpu: { count: 8, memory } } },
    });
    const model = inImage('/m', { name: 'chat', version: 'v1', size: '140Gi' });
    const asks = { model, server: vllm(), compute: gpus(2) };
    expect(problems(asks, facts('80Gi'))).toEqual([]);
    expect(problems(asks, facts('60Gi'))).toEqual(['pool-too-small server']);
    expect(problems({ ...asks, server: vllm({ quantization: 'fp8' }) }, facts('60Gi'))).toEqual([]);
  });

  test('pods with GPUs share memory for their parts', () => {
    const volumes = podOf(render({ server: vllm(), compute: gpus(4) })).volumes ?? [];
    expect(volumes).toContainEqual({ name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '128Gi' } });
  });

  test('serves adapters beside the model, each brought as its source says', () => {
    const adapters = { support: fetchedModels['gcs()'], legal: bakedModel } as VllmOptions['adapters'];
    const { initContainers = [], containers } = podOf(render({ server: vllm({ adapters, adapterRank: 32 }) }));
    expect(initContainers.map(({ name }) => name)).toEqual(['fetch-support']);
    expect(problems({ server: vllm({ adapters: { big: unfit } }) })).toEqual([
      'model-too-large server.adapters.big.size',
    ]);
    expect(containers[0]?.args?.slice(-8)).toEqual([
      ...['--max-loras', '2', '--max-lora-rank', '32', '--enable-lora', '--lora-modules'],
      ...['support=/mnt/adapters/support/prices/v3', 'legal=/opt/prices'],
    ]);
  });

  test('asks the node for the folders of all models, and for what every container asks beside', () => {
    const adapters = { support: fetchedModels['gcs()'] } as VllmOptions['adapters'];
    const sidecars = [{ ...service, name: 'proxy' }];
    const model = fetchedModels['download()'];
    const { initContainers = [] } = podOf(render({ server: vllm({ adapters }), model, sidecars }));
    const disks = initContainers
      .filter(({ name }) => name.startsWith('fetch'))
      .map(({ resources }) => resources?.limits?.['ephemeral-storage']);
    expect(disks).toEqual(['8397Mi', '8397Mi']); // 2253Mi and 4Gi of models, 1Gi of the server, 1Gi of the proxy
  });

  test('keeps its caches in scratch, and asks nobody outside', () => {
    const { env = [] } = server({}, { env: { HF_HOME: '/cache' } });
    const value = (name: string) => env.find((one) => one.name === name)?.value;
    expect([value('HF_HUB_OFFLINE'), value('VLLM_NO_USAGE_STATS'), value('VLLM_CACHE_ROOT'), value('HF_HOME')]).toEqual(
      ['1', '1', '/tmp/vllm', '/cache'],
    );
  });

  test('says what it exports, on the port that answers', () => {
    const objects = objectsOf((scope) => {
      const made = new ModelService(scope, 'chat', { ...service, ...chat, server: vllm() });
      expect(made.watched.metrics).toMatchObject({ port: 8000, latency: { name: 'vllm:e2e_request_latency_seconds' } });
      expect(made.watched.metrics?.names).toEqual(
        expect.arrayContaining(['vllm:num_requests_waiting', 'vllm:kv_cache_usage_perc']),
      );
    });
    expect(objects.length).toBeGreaterThan(0);
  });

  test('without a model, with an adapter called model, and on Ray is an error', () => {
    expect(problems({ server: vllm(), model: undefined })).toEqual(['missing-prop model']);
    expect(problems({ server: vllm({ adapters: { model: bakedModel } }) })).toEqual(['bad-name server.adapters.model']);
    const engine = rayServe({ rayVersion: '2.52.0', applications: [{ name: 'a', importPath: 'a:b' }] });
    expect(problems({ server: vllm(), engine })).toEqual(
      expect.arrayContaining(['unsupported-feature command', 'unsupported-feature health']),
    );
  });

  test('on KServe is the predictor as on a Deployment', () => {
    const { spec } = only(render({ server: vllm(), engine: kserve() }), 'InferenceService') as unknown as {
      spec: { predictor: PodTemplate['spec'] };
    };
    expect(spec.predictor.containers[0]?.command).toEqual(['vllm', 'serve']);
  });

  test.each<[string, KserveModel | undefined, string]>([
    ['KServe puts it, where KServe brings it', { format: 'vLLM' }, '/mnt/models'],
    ['the pod puts it, where the pod fetches it', undefined, '/mnt/models/prices/v3'],
  ])('on KServe serves the model from where %s', (_where, model, path) => {
    const host = outside('store', ['203.0.113.0/24']);
    const kept = gcs('gs://models/prices/v3', { name: 'prices', version: 'v3', size: '2Gi', host });
    const objects = render({ server: vllm(), engine: kserve({ model }), model: kept });
    const found = objects.flatMap((object) => podsOf(object, Kinds.of(object)));
    expect(found.flatMap(({ template: { spec } }) => spec?.containers?.[0]?.args?.[0] ?? [])).toEqual([path]);
  });

  test('on Knative says that its metrics are not reached there, and serves without', () => {
    expect(problems({ server: vllm(), engine: knative() })).toEqual(['unsupported-feature metrics']);
    expect(problems({ server: vllm(), engine: knative(), metrics: undefined })).toEqual([]);
  });
});

describe('triton()', () => {
  const container = (options: Parameters<typeof triton>[0], props: Partial<ModelServiceProps> = {}) =>
    podOf(render({ server: triton(options), ...props })).containers[0] as Container;

  test('serves the repository over HTTP, with metrics on their own port', () => {
    const { command, args, ports, readinessProbe, livenessProbe } = container({ models: ['prices'] });
    expect(command).toEqual(['tritonserver']);
    expect(args).toEqual([
      ...['--model-repository=/models/chat', '--model-control-mode=explicit', '--load-model=prices'],
      ...['--http-port=8000', '--grpc-port=8001', '--metrics-port=8002', '--metrics-config=histogram_latencies=true'],
    ]);
    expect(ports?.map(({ name, containerPort }) => [name, containerPort])).toEqual([
      ['http', 8000],
      ['metrics', 8002],
    ]);
    expect([readinessProbe?.httpGet?.path, livenessProbe?.httpGet?.path]).toEqual([
      '/v2/health/ready',
      '/v2/health/live',
    ]);
  });

  test('over gRPC answers and is asked on its port', () => {
    const { ports, readinessProbe } = container({ protocol: 'grpc' });
    expect(ports?.[0]?.containerPort).toBe(8001);
    expect(readinessProbe?.grpc).toEqual({ port: 8001, service: '' });
  });

  test("has shared memory for its backends in Python, and the user's instead where there is one", () => {
    const memory = (props: Partial<ModelServiceProps>) =>
      podOf(render({ server: triton(), ...props })).volumes?.find(({ name }) => name === 'shared-memory')?.emptyDir;
    expect(memory({})).toEqual({ medium: 'Memory', sizeLimit: '256Mi' });
    expect(memory({ compute: gpus(1) })).toEqual({ medium: 'Memory', sizeLimit: '128Gi' });
    expect(memory({ mounts: [scratch('/dev/shm', '1Gi')] })).toBeUndefined();
  });
});

describe('inferencePool()', () => {
  const expose = inferencePool('chat.example.com', picker, { timeout: '10m' });

  test.each([deployment(), kserve()])('leads the route to a pool of the pods that $name makes', (engine) => {
    const objects = render({ server: vllm(), expose, engine });
    expect(only(objects, 'InferencePool').spec).toEqual({
      selector: { matchLabels: { 'app.kubernetes.io/component': 'model-service', 'app.kubernetes.io/name': 'chat' } },
      targetPorts: [{ number: 8000 }],
      appProtocol: 'http',
      endpointPickerRef: {
        group: '',
        kind: 'Service',
        name: 'picker',
        port: { number: 9002 },
        failureMode: 'FailClose',
      },
    });
    const { rules } = only(objects, 'HTTPRoute').spec as { rules: readonly object[] };
    expect(rules).toMatchObject([
      {
        timeouts: { request: '10m' },
        backendRefs: [{ group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'chat', weight: 1 }],
      },
    ]);
  });

  test('lets the Gateway and the picker in', () => {
    const names = render({ server: vllm(), expose })
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(['chat-from-gateway', 'chat-from-picker', 'picker-to-chat']));
  });

  test('needs the definitions, a known server, a picker beside it with a port, and an engine that leaves pods alone', () => {
    expect(problems({ server: vllm(), expose }, {})).toEqual(['missing-operator expose']);
    expect(problems({ expose })).toEqual(['not-allowed expose']);
    const far = peer({ name: 'picker', namespace: 'other', labels: { app: 'picker' }, ports: [9002] });
    expect(problems({ server: vllm(), expose: inferencePool('a.example.com', far) })).toEqual([
      'not-allowed expose.picker',
    ]);
    const mute = peer({ name: 'picker', labels: { app: 'picker' } });
    expect(problems({ server: vllm(), expose: inferencePool('a.example.com', mute) })).toEqual([
      'missing-prop expose.picker',
    ]);
    expect(problems({ server: vllm(), expose, engine: argoRollout() })).toEqual(['unsupported-feature expose']);
    const transformer = { image: 'registry.example.com/part:1.0', compute: { cpu: '250m', memory: '256Mi' } };
    expect(problems({ server: vllm(), expose, transformer })).toEqual(['not-allowed expose']);
  });
});

describe('EndpointPicker', () => {
  const made = () =>
    objectsOf(
      (scope) => {
        const own = new EndpointPicker(scope, 'chat-picker', { pool: 'chat' });
        const expose = inferencePool('chat.example.com', own);
        new ModelService(scope, 'chat', { ...service, ...chat, server: vllm(), expose });
      },
      { environment: { ...environment, platform: { ...platform, ...able } } },
    );

  test("is one pod that reads pods and pools of its namespace, and takes the Gateway's questions alone", () => {
    const objects = made();
    const own = (kind: string) =>
      objects.filter((object) => object.kind === kind && object.metadata.name === 'chat-picker');
    const [deploymentOfPicker] = own('Deployment');
    expect(deploymentOfPicker?.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(JSON.stringify(deploymentOfPicker)).toContain('"--pool-name","chat"');
    expect(own('Role')).toHaveLength(1);
    const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name);
    expect(policies).toEqual(
      expect.arrayContaining(['chat-picker-from-gateway', 'chat-picker-to-api-server', 'chat-picker-to-chat']),
    );
  });

  test('says everything that it misses on a platform', () => {
    const bare = { cluster: 'bare', kubernetes: '1.34' };
    const make = () =>
      objectsOf((scope) => new EndpointPicker(scope, 'p', { pool: 'chat' }), {
        environment: { ...environment, platform: bare },
      });
    expect(make).toThrow(/missing-operator[\s\S]*missing-platform-fact/);
  });
});

test('a server is a value of ours, and its settings are checked', () => {
  expect(problems({ server: 'vllm' as never })).toEqual(['wrong-type server']);
  expect(problems({ server: vllm({ gpuMemoryUtilization: 2 }) })).toEqual(['wrong-type server.gpuMemoryUtilization']);
  expect(problems({ server: triton({ protocol: 'udp' as 'grpc' }) })).toEqual(['not-allowed server.protocol']);
  expect(problems({ server: vllm(), secrets: [environmentFrom('more')] })).toEqual([]);
});

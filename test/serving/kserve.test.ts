import type { InferenceServiceSpec, ServingRuntimeSpec } from '../../imports/kserve';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  Claim,
  concurrency,
  cpu,
  type KserveOptions,
  kserve,
  ModelService,
  type ModelServiceProps,
  memory,
  type Platform,
  requestRate,
  route,
  secretFiles,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { refused } from '../fixtures/refused';
import { objectsOf, only, service } from '../fixtures/workloads';

type InferenceService = KubernetesObject & {
  metadata: { annotations: Record<string, string>; labels: Record<string, string> };
  spec: InferenceServiceSpec;
};

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const render = (options: KserveOptions = {}, props: Partial<ModelServiceProps> = {}, facts: Partial<Platform> = {}) =>
  objectsOf((scope) => new ModelService(scope, 'prices', { ...service, engine: kserve(options), ...props }), {
    environment: { ...environment, platform: { ...platform, ...facts } },
  });
const made = (...asks: Parameters<typeof render>) => only<InferenceService>(render(...asks), 'InferenceService');
const kinds = (...asks: Parameters<typeof render>) => render(...asks).map(({ kind }) => kind);

const problems = (...asks: Parameters<typeof render>): readonly string[] => refused(() => render(...asks));

test('the mode is always said in the words that the webhook keeps', () => {
  const mode = (options: KserveOptions) => made(options).metadata.annotations['serving.kserve.io/deploymentMode'];
  expect([mode({}), mode({ mode: 'Standard' }), mode({ mode: 'Knative' })]).toEqual([
    'Standard',
    'Standard',
    'Knative',
  ]);
});

test('the whole pod is the predictor, its server under the name that KServe would give it', () => {
  const { predictor } = made({}, { placement: { pool: 'spot' } }).spec;
  expect(predictor.containers?.map(({ name }) => name)).toEqual(['kserve-container']);
  expect(predictor).toMatchObject({
    nodeSelector: { 'capacity-type': 'spot' },
    securityContext: { runAsNonRoot: true, fsGroup: 10_001 },
    labels: { 'app.kubernetes.io/name': 'prices' },
    deploymentStrategy: { rollingUpdate: { maxUnavailable: 0 } },
  });
});

test('a CPU limit is always written: KServe would give a container one below its request', () => {
  const limit = (compute: ModelServiceProps['compute']) =>
    made({}, { compute }).spec.predictor.containers?.[0]?.resources?.limits?.cpu;
  expect(limit({ cpu: '4', memory: '1Gi' })).toBe('4');
  expect(limit({ cpu: '4', cpuLimit: '6', memory: '1Gi' })).toBe('6');
});

test('KServe scales, nobody else does, and fixed replicas are fixed at both ends', () => {
  expect(kinds({}, { scale: { min: 2, max: 8, on: [cpu(70)] } })).not.toContain('HorizontalPodAutoscaler');
  const scaled = made({}, { scale: { min: 2, max: 8, on: [cpu(150), memory(80)] } });
  expect(scaled.metadata.annotations['serving.kserve.io/autoscalerClass']).toBe('hpa');
  expect(scaled.spec.predictor).toMatchObject({ minReplicas: 2, maxReplicas: 8 });
  expect(
    scaled.spec.predictor.autoScaling?.metrics.map(({ resource }) => [
      resource.name,
      resource.target.averageUtilization,
    ]),
  ).toEqual([
    ['cpu', 150],
    ['memory', 80],
  ]);
  const fixed = made({}, { replicas: 3 });
  expect(fixed.metadata.annotations['serving.kserve.io/autoscalerClass']).toBe('none');
  expect(fixed.spec.predictor).toMatchObject({ minReplicas: 3, maxReplicas: 3 });
  expect(fixed.spec.predictor).not.toHaveProperty('autoScaling');
});

test('in Standard mode routes, Service and network policies are ours, and KServe opens nothing', () => {
  const objects = render({}, { expose: route('a.example.com') });
  expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Service', 'HTTPRoute', 'NetworkPolicy']));
  expect(only<InferenceService>(objects, 'InferenceService').metadata.labels).toMatchObject({
    'networking.kserve.io/visibility': 'cluster-local',
  });
  expect(only(objects, 'Service').spec.selector).toEqual(
    expect.objectContaining({ 'app.kubernetes.io/name': 'prices' }),
  );
});

test('in Standard mode monitoring looks at the Deployment that KServe makes', () => {
  objectsOf((scope) => {
    const { watched } = new ModelService(scope, 'prices', { ...service, engine: kserve() });
    expect(watched.workload).toEqual({ kind: 'Deployment', name: 'prices-predictor' });
  });
});

test('in Knative mode a plain service leaves our defaults out and keeps its security', () => {
  const { predictor } = made({ mode: 'Knative' }, { secrets: [secretFiles('certs', '/certs')] }).spec;
  for (const field of [
    'affinity',
    'topologySpreadConstraints',
    'priorityClassName',
    'securityContext',
    'restartPolicy',
  ])
    expect(predictor).not.toHaveProperty(field);
  expect(predictor.containers?.[0]?.securityContext).toMatchObject({
    runAsNonRoot: true,
    runAsUser: 10_001,
    seccompProfile: { type: 'RuntimeDefault' },
    readOnlyRootFilesystem: true,
  });
  expect(predictor.containers?.[0]).not.toHaveProperty('lifecycle');
  expect(predictor.volumes?.find(({ secret }) => secret !== undefined)?.secret?.defaultMode).toBe(0o444);
});

test('in Knative mode what was asked for and is not let through is an error, once the flag is on it is carried', () => {
  const asks = { placement: { pool: 'spot' } } as const;
  expect(problems({ mode: 'Knative' }, asks)).toEqual(['field-not-carried engine', 'field-not-carried engine']);
  const features = ['kubernetes.podspec-nodeselector', 'kubernetes.podspec-tolerations'];
  const knative = { version: '1.23', namespaces: ['knative-serving'], features };
  const facts = { operators: { ...platform.operators, knative } };
  expect(made({ mode: 'Knative' }, asks, facts).spec.predictor.nodeSelector).toEqual({ 'capacity-type': 'spot' });
});

test('in Knative mode a claim is read-only unless writing to it is let through', () => {
  const claims = ['kubernetes.podspec-persistent-volume-claim'];
  const facts = (features: readonly string[]) => ({
    operators: { ...platform.operators, knative: { version: '1.23', namespaces: ['knative-serving'], features } },
  });
  const reading = { model: models.model('prices', 'v1') };
  const { predictor } = made({ mode: 'Knative' }, reading, facts(claims)).spec;
  expect(predictor.volumes?.[0]?.persistentVolumeClaim).toEqual({ claimName: 'models', readOnly: true });
  expect(predictor).not.toHaveProperty('initContainers');
  const writing = { mounts: [models.at('/out')] };
  expect(problems({ mode: 'Knative' }, writing, facts(claims))).toEqual(['field-not-carried engine']);
  const both = [...claims, 'kubernetes.podspec-persistent-volume-write'];
  expect(problems({ mode: 'Knative' }, writing, facts(both))).toEqual([]);
});

test('in Knative mode it scales on requests, from zero, or on CPU', () => {
  const predictor = (on: NonNullable<ModelServiceProps['scale']>['on'], min = 1) => {
    const { metadata, spec } = made({ mode: 'Knative' }, { scale: { min, max: 4, on } });
    const { minReplicas, scaleMetric, scaleTarget } = spec.predictor;
    return [minReplicas, scaleMetric, scaleTarget, metadata.annotations['autoscaling.knative.dev/class']?.slice(0, 3)];
  };
  expect(predictor([concurrency(10)], 0)).toEqual([0, 'concurrency', 10, 'kpa']);
  expect(predictor([requestRate(50)])).toEqual([1, 'rps', 50, 'kpa']);
  expect(predictor([cpu(70)])).toEqual([1, 'cpu', 70, 'hpa']);
});

test('each mode refuses what it cannot, in one place', () => {
  const knative = { mode: 'Knative' } as const;
  expect(problems(knative, { expose: route('a.example.com') })).toEqual(['unsupported-feature expose']);
  expect(problems(knative, { scale: { min: 1, max: 2, on: [cpu(70), concurrency(5)] } })).toEqual([
    'unsupported-feature scale',
  ]);
  expect(problems(knative, { metrics: { port: 9100 }, drain: '1m' })).toEqual([
    'unsupported-feature drain',
    'unsupported-feature metrics',
  ]);
  expect(problems({}, { scale: { min: 0, max: 2, on: [concurrency(5)] } })).toEqual([
    'unsupported-feature scale',
    'unsupported-feature scale',
  ]);
  const ofRevisions = { canaryPercent: 10, timeout: '90s' } as const;
  expect(problems(ofRevisions)).toEqual(['not-allowed engine.canaryPercent', 'not-allowed engine.timeout']);
  expect(problems({ ...ofRevisions, mode: 'Knative' })).toEqual([]);
});

test('a name is one DNS label with the namespace in Knative mode, and starts with a letter', () => {
  const long = 'n'.repeat(50);
  expect(problems({ mode: 'Knative' }, { name: long })).toEqual(['name-too-long name']);
  expect(problems({ mode: 'Knative' }, { name: long.slice(1) })).toEqual([]);
  expect(problems({}, { name: long })).toEqual([]);
  expect(problems({}, { name: '2-prices' })).toEqual(['bad-name name']);
});

test('a port of the proxy is refused in Knative mode', () => {
  expect(problems({ mode: 'Knative' }, { port: 8012 })).toEqual(['not-allowed port']);
  expect(problems({}, { port: 8012 })).toEqual([]);
});

test('a model of a format brings a runtime with the server, hardened without a security of the pod', () => {
  const objects = render({ model: { format: 'sklearn', version: '1', uri: 's3://models/prices', protocol: 'v2' } });
  expect(made({ model: { format: 'sklearn', uri: 's3://models/prices' } }).spec.predictor.model).toEqual({
    name: '',
    modelFormat: { name: 'sklearn' },
    runtime: 'prices',
    storageUri: 's3://models/prices',
    resources: expect.objectContaining({ limits: expect.objectContaining({ cpu: '500m' }) }),
  });
  const { spec } = only<KubernetesObject & { spec: ServingRuntimeSpec }>(objects, 'ServingRuntime');
  expect(spec.supportedModelFormats).toEqual([{ name: 'sklearn', version: '1', autoSelect: false }]);
  expect(spec.containers[0]).toMatchObject({
    name: 'kserve-container',
    image: service.image,
    env: expect.arrayContaining([{ name: 'MODEL_PATH', value: '/mnt/models' }]),
    securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: 'RuntimeDefault' } },
  });
});

test('a runtime that exists gets the server as what differs from it, and none is made', () => {
  const asks = { model: { format: 'sklearn', runtime: 'kserve-sklearnserver' } };
  expect(kinds(asks)).not.toContain('ServingRuntime');
  const { model } = made(asks).spec.predictor;
  expect([model?.runtime, model?.image, model?.name]).toEqual(['kserve-sklearnserver', service.image, '']);
});

test('a model comes from one place and by a scheme that KServe fetches', () => {
  const claimed = { model: models.model('prices', 'v1') };
  expect(problems({ model: { format: 'sklearn', uri: 's3://a/b' } }, claimed)).toEqual([
    'not-allowed engine.model.uri',
  ]);
  expect(problems({ model: { format: 'sklearn', uri: 'ftp://a/b' } })).toEqual(['not-allowed engine.model.uri']);
  expect(problems({ model: { format: 'sklearn', uri: 'hf://a/b' } })).toEqual([]);
});

test('the operators must be there, and Knative must say from where it calls', () => {
  const { kserve: _none, ...without } = platform.operators ?? {};
  expect(problems({}, {}, { operators: without })).toEqual(['missing-operator engine']);
  const knative = { version: '1.23' };
  expect(problems({ mode: 'Knative' }, {}, { operators: { ...platform.operators, knative } })).toEqual([
    'missing-platform-fact engine',
  ]);
});

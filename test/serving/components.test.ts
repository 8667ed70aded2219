import type { KubernetesObject } from '../../imports/kubernetes';
import {
  Claim,
  concurrency,
  cpu,
  hpa,
  ingress,
  ingressNginx,
  kserve,
  loadBalancer,
  type MlopsError,
  ModelService,
  type ModelServiceProps,
  MonitoringStack,
  outside,
  peer,
  route,
  switchTo,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, objectsOf, only, service } from '../fixtures/workloads';

type Props = Partial<ModelServiceProps>;
const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const part = { image: 'registry.example.com/part:1.0', compute: { cpu: '250m', memory: '256Mi' } };
const shop = peer({ name: 'shop', labels: { app: 'shop' } });
const noPorts = peer({ name: 'collector', labels: { app: 'collector' } });
const render = (props: Props) => objectsOf((scope) => new ModelService(scope, 'prices', { ...service, ...props }));
const one = (objects: readonly KubernetesObject[], kind: string, name: string) =>
  only(
    objects.filter(({ metadata }) => metadata.name === name),
    kind,
  );
const names = (objects: readonly KubernetesObject[], kind: string) =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

function problems(props: Props): readonly string[] {
  try {
    new ModelService(chart(), 'prices', { ...service, ...props });
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} ${path.replace('chart/prices: ', '')}`);
  }
  return [];
}

const labelsOf = (component: string) => ({
  'app.kubernetes.io/name': 'prices',
  'app.kubernetes.io/component': component,
});

test('requests go to the transformer, which alone reaches the server', () => {
  const objects = render({ transformer: part, expose: route('a.example.com'), access: { callers: [shop] } });
  expect(one(objects, 'Service', 'prices').spec).toMatchObject({ selector: labelsOf('model-transformer') });
  expect(one(objects, 'Service', 'prices-model').spec).toMatchObject({ selector: labelsOf('model-service') });
  const policy = (name: string) => one(objects, 'NetworkPolicy', name).spec;
  for (const name of ['prices-from-shop', 'prices-from-gateway']) {
    expect(policy(name)).toMatchObject({ podSelector: { matchLabels: labelsOf('model-transformer') } });
  }
  expect(policy('prices-model-from-prices')).toMatchObject({
    podSelector: { matchLabels: labelsOf('model-service') },
    ingress: [{ from: [{ podSelector: { matchLabels: labelsOf('model-transformer') } }] }],
  });
  expect(names(objects, 'NetworkPolicy').filter((name) => name.startsWith('prices-model-from'))).toEqual([
    'prices-model-from-prices',
  ]);
});

test('an explainer has the model and a path of its own below that of the service', () => {
  const objects = render({
    model: models.model('m', 'v1'),
    explainer: { ...part, port: 8081 },
    expose: route('a.example.com', '/v1', { timeout: '30s' }),
    access: { callers: [shop] },
  });
  expect(one(objects, 'HTTPRoute', 'prices-explain').spec).toMatchObject({
    hostnames: ['a.example.com'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/v1/explain' } }],
        timeouts: { request: '30s' },
        backendRefs: [{ name: 'prices-explain' }],
      },
    ],
  });
  const { template } = one(objects, 'Deployment', 'prices-explain').spec as {
    template: { spec: { initContainers: object[]; containers: { env: object[]; ports: object[] }[] } };
  };
  expect(template.spec.initContainers).toMatchObject([{ name: 'wait-for-model' }]);
  expect(template.spec.containers[0]?.env).toContainEqual({ name: 'MODEL_PATH', value: '/mnt/models/m/v1' });
  expect(one(objects, 'NetworkPolicy', 'prices-explain-from-gateway').spec).toMatchObject({
    ingress: [{ ports: [{ port: 8081 }] }],
  });
  expect(names(objects, 'NetworkPolicy')).toEqual(
    expect.arrayContaining(['prices-explain-from-shop', 'prices-from-shop', 'prices-explain-to-prices']),
  );
});

test('an Ingress has the path of the explainer too, a load balancer knows no paths', () => {
  const { ingress: controller } = platform;
  const facts = { ...platform, ...(controller && { ingress: { ...controller, controller: ingressNginx() } }) };
  const expose = ingress('a.example.com', '/', { timeout: '1m' });
  const objects = objectsOf((scope) => new ModelService(scope, 'prices', { ...service, explainer: part, expose }), {
    environment: { ...environment, platform: facts },
  });
  const { metadata, spec } = one(objects, 'Ingress', 'prices-explain');
  expect(spec).toMatchObject({ rules: [{ http: { paths: [{ path: '/explain' }] } }] });
  expect(metadata.annotations).toMatchObject({ 'nginx.ingress.kubernetes.io/proxy-read-timeout': '60' });
  const balanced = render({ explainer: part, expose: loadBalancer() });
  expect(names(balanced, 'NetworkPolicy')).not.toContain('prices-explain-from-anywhere');
  expect(one(balanced, 'Service', 'prices-explain').spec.type).toBe('ClusterIP');
});

test('each part scales by itself', () => {
  const objects = render({ transformer: { ...part, scale: { min: 2, max: 9, on: [cpu(60)] } }, replicas: 4 });
  expect(one(objects, 'HorizontalPodAutoscaler', 'prices-transform').spec).toMatchObject({
    maxReplicas: 9,
    scaleTargetRef: { kind: 'Deployment', name: 'prices-transform' },
  });
  expect(one(objects, 'Deployment', 'prices-transform').spec).not.toHaveProperty('replicas');
  expect(one(objects, 'Deployment', 'prices').spec.replicas).toBe(4);
  expect([...names(objects, 'PodDisruptionBudget')].sort()).toEqual(['prices', 'prices-transform']);
});

test('a switch leads to the transformer of the other service', () => {
  const objects = objectsOf((scope) => {
    const green = new ModelService(scope, 'green', { ...service, transformer: part });
    new ModelService(scope, 'prices', { ...service, rollout: switchTo(green) });
  });
  expect(one(objects, 'Service', 'prices').spec.selector).toEqual(one(objects, 'Service', 'green').spec.selector);
});

test('KServe gets the parts in its own object, and its Service leads to the transformer', () => {
  const objects = render({
    engine: kserve(),
    transformer: { ...part, scale: { min: 1, max: 4, on: [cpu(60)] } },
    explainer: { ...part, replicas: 1 },
  });
  const { predictor, transformer, explainer } = only(objects, 'InferenceService').spec as Record<string, object>;
  expect(predictor).toMatchObject({ labels: labelsOf('model-service') });
  expect(transformer).toMatchObject({
    containers: [{ name: 'kserve-container', resources: { limits: { cpu: '250m' } } }],
    labels: labelsOf('model-transformer'),
    annotations: { 'serving.kserve.io/autoscalerClass': 'hpa' },
    minReplicas: 1,
    maxReplicas: 4,
    autoScaling: { metrics: [{ type: 'Resource' }] },
  });
  expect(explainer).toMatchObject({
    annotations: { 'serving.kserve.io/autoscalerClass': 'none' },
    minReplicas: 1,
    maxReplicas: 1,
  });
  expect(names(objects, 'Deployment')).toEqual([]);
  expect(one(objects, 'Service', 'prices').spec.selector).toEqual(labelsOf('model-transformer'));
});

test("where KServe batches or logs, requests go to its agent's port, and the log may be sent", () => {
  const collector = peer({ name: 'collector', labels: { app: 'collector' }, ports: [8080] });
  const objects = render({
    engine: kserve(),
    batching: { maxBatchSize: 32, maxLatency: 50 },
    requestLog: { url: 'http://collector.dev.svc/log', to: collector, mode: 'request' },
    expose: route('a.example.com'),
  });
  expect(only(objects, 'InferenceService').spec.predictor).toMatchObject({
    batcher: { maxBatchSize: 32, maxLatency: 50, timeout: 60 },
    logger: { mode: 'request', url: 'http://collector.dev.svc/log' },
  });
  expect(one(objects, 'Service', 'prices').spec.ports).toMatchObject([{ port: 80, targetPort: 9081 }]);
  expect(one(objects, 'NetworkPolicy', 'prices-from-gateway').spec).toMatchObject({
    ingress: [{ ports: [{ port: 9081 }] }],
  });
  expect(names(objects, 'NetworkPolicy')).toContain('prices-to-collector');
  const far = render({
    engine: kserve(),
    requestLog: { url: 'https://logs.example.com/', to: outside('logs', ['203.0.113.0/24']) },
  });
  expect(names(far, 'NetworkPolicy')).toContain('prices-to-logs');
});

test('a transformer reaches the agent of its server', () => {
  const objects = render({ engine: kserve(), transformer: part, batching: { maxBatchSize: 8, maxLatency: 5 } });
  expect(one(objects, 'Service', 'prices').spec.ports).toMatchObject([{ targetPort: 'http' }]);
  expect(one(objects, 'Service', 'prices-model').spec.ports).toMatchObject([{ targetPort: 9081 }]);
  expect(one(objects, 'NetworkPolicy', 'prices-model-from-prices').spec).toMatchObject({
    ingress: [{ ports: [{ port: 9081 }] }],
  });
});

test('monitoring watches the parts with their service', () => {
  const at = chart();
  const stack = new MonitoringStack(at, 'monitoring');
  const metrics = { port: 9090, requests: { name: 'explained_total', failed: 'status="500"' } };
  stack.watch(new ModelService(at, 'prices', { ...service, explainer: { ...part, metrics }, transformer: part }));
  const rules = at.node.findAll().flatMap((child) => {
    const data = (child as { toJson?: () => { kind?: string; data?: Record<string, string> } }).toJson?.().data;
    return Object.keys(data ?? {});
  });
  expect(rules).toEqual(expect.arrayContaining(['prices.yml', 'prices-explain.yml', 'prices-transform.yml']));
});

test.each([
  [{ transformer: { ...part, port: 0 } }, 'out-of-range transformer.port'],
  [
    { explainer: { ...part, compute: { cpu: '500', memory: '1Gi' }, placement: { pool: 'general' } } },
    'pool-too-small',
  ],
  [{ transformer: { ...part, scale: { min: 1, max: 2, on: [concurrency(5)] } } }, 'not-allowed transformer.scale'],
  [{ explainer: { ...part, scale: { min: 1, max: 2, on: [cpu(70)], by: hpa() } } }, 'not-allowed explainer.scale.by'],
  [{ transformer: { ...part, model: models.model('m', 'v1') } }, 'unknown-prop transformer'],
  [{ engine: kserve(), batching: { maxBatchSize: 0, maxLatency: 5 } }, 'out-of-range batching.maxBatchSize'],
  [{ engine: kserve(), requestLog: { url: 'collector', to: shop } }, 'wrong-type requestLog.url'],
  [{ engine: kserve(), requestLog: { url: 'http://c/log', to: noPorts } }, 'missing-prop requestLog.to'],
  [{ name: 'p'.repeat(52), engine: kserve(), transformer: part }, 'name-too-long name'],
] as const)('%j is a problem', (props, expected) => {
  expect(problems(props as Props).join()).toContain(expected);
});

test('a name that just fits passes', () => {
  expect(problems({ name: 'p'.repeat(51), engine: kserve(), transformer: part })).toEqual([]);
});

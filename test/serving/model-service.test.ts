import type { PodTemplate } from '../../imports/kubernetes';
import {
  Claim,
  cpu,
  environmentFrom,
  ingress,
  loadBalancer,
  ModelService,
  type ModelServiceProps,
  memory,
  route,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { objectsOf, only, service } from '../fixtures/workloads';

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const render = (changes: Partial<ModelServiceProps> = {}) =>
  objectsOf((scope) => new ModelService(scope, 'prices', { ...service, ...changes }));
const podOf = (changes: Partial<ModelServiceProps> = {}) =>
  (only(render(changes), 'Deployment').spec.template as PodTemplate).spec;
const kinds = (changes: Partial<ModelServiceProps>) =>
  render(changes).map(({ kind, metadata }) => `${kind}/${metadata.name}`);

test('replicas are written where nothing scales them, and left out under an autoscaler', () => {
  expect(only(render({ replicas: 4 }), 'Deployment').spec).toMatchObject({ replicas: 4 });
  const scaled = render({ scale: { min: 3, max: 12, on: [cpu(70), memory(80)] } });
  expect(only(scaled, 'Deployment').spec).not.toHaveProperty('replicas');
  expect(only(scaled, 'HorizontalPodAutoscaler').spec).toMatchObject({
    minReplicas: 3,
    maxReplicas: 12,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'prices' },
  });
});

test('a rolling update never drops below capacity', () => {
  expect(only(render(), 'Deployment').spec.strategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 },
  });
});

test('a disruption budget stands only where a drain can leave a pod running', () => {
  expect(kinds({ replicas: 2 })).toContain('PodDisruptionBudget/prices');
  expect(kinds({ replicas: 1 })).not.toContain('PodDisruptionBudget/prices');
});

test('the start-up budget grows with the model', () => {
  const budget = (size: string) => podOf({ model: models.model('m', 'v1', { size }) }).containers[0]?.startupProbe;
  expect([budget('100Mi')?.failureThreshold, budget('100Gi')?.failureThreshold]).toEqual([13, 422]);
  expect(budget('100Mi')?.periodSeconds).toBe(5);
});

test('three different probes ask three different questions', () => {
  const { startupProbe, readinessProbe, livenessProbe } = podOf().containers[0] ?? {};
  expect([startupProbe?.httpGet?.path, readinessProbe?.httpGet?.path, livenessProbe?.httpGet?.path]).toEqual([
    '/health',
    '/ready',
    '/health',
  ]);
  expect(livenessProbe?.failureThreshold).not.toBe(readinessProbe?.failureThreshold);
});

test('without its model a pod waits and says why', () => {
  const { initContainers, containers } = podOf({ model: models.model('m', 'v1') });
  expect(initContainers).toMatchObject([
    { name: 'wait-for-model', volumeMounts: [{ mountPath: '/mnt/models', readOnly: true }, {}] },
  ]);
  expect(initContainers?.[0]?.command?.join(' ')).toContain('waiting for the model');
  expect(containers[0]?.env).toContainEqual({ name: 'MODEL_PATH', value: '/mnt/models/m/v1' });
});

test('a pod that serves alone still takes requests while its successor starts', () => {
  const leaves = (props: Partial<ModelServiceProps>) => podOf(props).containers[0]?.lifecycle?.preStop;
  expect(leaves({ replicas: 1 })).toEqual({ sleep: { seconds: 30 } });
  expect(leaves({ replicas: 1, health: { startup: '1h' } })).toEqual({ sleep: { seconds: 120 } });
  expect(leaves({ replicas: 2 })).toEqual({ sleep: { seconds: 10 } });
});

test('a pod leaves its endpoints, drains, and only then is killed', () => {
  const { terminationGracePeriodSeconds, containers } = podOf({ drain: '45s' });
  expect([terminationGracePeriodSeconds, containers[0]?.lifecycle]).toEqual([
    55,
    { preStop: { sleep: { seconds: 10 } } },
  ]);
});

test('before Kubernetes 1.30 the pause is a command', () => {
  const older = { environment: { ...environment, platform: { ...platform, kubernetes: '1.29' } } };
  const objects = objectsOf((scope) => new ModelService(scope, 'prices', service), older);
  const { spec } = only(objects, 'Deployment').spec.template as PodTemplate;
  expect(spec.containers[0]?.lifecycle).toEqual({ preStop: { exec: { command: ['sleep', '10'] } } });
});

test('metrics have a port that the Service does not lead to', () => {
  expect(podOf({ metrics: { port: 9090 } }).containers[0]?.ports).toContainEqual({
    name: 'metrics',
    containerPort: 9090,
    protocol: 'TCP',
  });
  expect(only(render({ metrics: { port: 9090 } }), 'Service').spec.ports).toEqual([
    { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
  ]);
});

test('a load balancer lets in anybody, an Ingress and a route only their own controller', () => {
  expect(kinds({ expose: loadBalancer() })).toContain('NetworkPolicy/prices-from-anywhere');
  expect(only(render({ expose: loadBalancer() }), 'Service').spec.type).toBe('LoadBalancer');
  expect(kinds({ expose: ingress('p.example.com') })).toEqual(
    expect.arrayContaining(['Ingress/prices', 'NetworkPolicy/prices-from-ingress']),
  );
  expect(only(render({ expose: route('p.example.com') }), 'HTTPRoute').spec).toMatchObject({
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public', namespace: 'gateways' }],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [{ group: '', kind: 'Service', port: 80, weight: 1 }],
      },
    ],
  });
});

test('a secret that restarts pods is told to the reloader on the workload, not on the pods', () => {
  const secrets = [environmentFrom('db', undefined, { rotation: 'restart' })];
  const { metadata, spec } = only(render({ secrets }), 'Deployment');
  expect(metadata.annotations).toMatchObject({ 'secret.reloader.stakater.com/reload': 'db' });
  expect((spec.template as PodTemplate).metadata).not.toHaveProperty('annotations');
});

test('the scratch folder that a waiting container shares is as large as the server needs', () => {
  const { volumes } = podOf({
    model: models.model('m', 'v1'),
    compute: { ...service.compute, ephemeralStorage: '4Gi' },
  });
  expect(volumes?.find(({ name }) => name === 'scratch-tmp')).toEqual({
    name: 'scratch-tmp',
    emptyDir: { sizeLimit: '4Gi' },
  });
});

import type { KnativeServiceSpec } from '../../imports/knative';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  cpu,
  grpc,
  type KnativeOptions,
  knative,
  ModelService,
  type ModelServiceProps,
  memory,
  requestRate,
} from '../../lib';
import { refused } from '../fixtures/refused';
import { objectsOf, only, service } from '../fixtures/workloads';

type KnativeService = KubernetesObject & { spec: KnativeServiceSpec };

const render = (options: KnativeOptions = {}, props: Partial<ModelServiceProps> = {}) =>
  objectsOf((scope) => new ModelService(scope, 'prices', { ...service, engine: knative(options), ...props }));
const made = (...asks: Parameters<typeof render>) => only<KnativeService>(render(...asks), 'Service');

const problems = (...asks: Parameters<typeof render>): readonly string[] => refused(() => render(...asks));

test('a plain service is one Knative Service: no autoscaler, no Service of ours, no pod settings of its own', () => {
  const objects = render();
  expect(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toContain('serving.knative.dev/v1 Service');
  expect(objects.map(({ kind }) => kind).sort()).toEqual([
    'NetworkPolicy',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'Service',
    'ServiceAccount',
  ]);
  expect(Object.keys(made().spec.template.spec).sort()).toEqual([
    'automountServiceAccountToken',
    'containerConcurrency',
    'containers',
    'enableServiceLinks',
    'responseStartTimeoutSeconds',
    'serviceAccountName',
    'timeoutSeconds',
    'volumes',
  ]);
});

test('one port, and probes ask it by number', () => {
  const [container] = made({}, { port: 8100 }).spec.template.spec.containers;
  expect(container?.ports).toEqual([{ name: 'http1', containerPort: 8100, protocol: 'TCP' }]);
  expect(container?.readinessProbe).toMatchObject({ httpGet: { path: '/ready', port: 8100 }, successThreshold: 1 });
  expect(container?.startupProbe?.httpGet?.port).toBe(8100);
  const spoken = made({ protocol: 'h2c' }, { health: { alive: grpc(8080) } }).spec.template.spec.containers[0];
  expect([spoken?.ports?.[0]?.name, spoken?.livenessProbe?.grpc]).toEqual(['h2c', { port: 8080, service: '' }]);
});

test('replicas are fixed at both ends, or follow one signal, from zero where requests are counted', () => {
  const annotations = (props: Partial<ModelServiceProps>) => made({}, props).spec.template.metadata.annotations;
  expect(annotations({ replicas: 3 })).toEqual({
    'autoscaling.knative.dev/max-scale': '3',
    'autoscaling.knative.dev/min-scale': '3',
    'serving.knative.dev/progress-deadline': '660s',
  });
  expect(annotations({ scale: { min: 0, max: 9, on: [requestRate(100)] } })).toMatchObject({
    'autoscaling.knative.dev/class': 'kpa.autoscaling.knative.dev',
    'autoscaling.knative.dev/metric': 'rps',
    'autoscaling.knative.dev/target': '100',
    'autoscaling.knative.dev/min-scale': '0',
  });
  expect(annotations({ scale: { min: 1, max: 9, on: [cpu(70)] } })).toMatchObject({
    'autoscaling.knative.dev/class': 'hpa.autoscaling.knative.dev',
    'autoscaling.knative.dev/metric': 'cpu',
  });
});

test('what Knative calls on pods is let in from its namespaces, and nothing else', () => {
  const policies = render().filter(({ kind }) => kind === 'NetworkPolicy');
  expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual([
    'prices-from-knative-serving',
    'prices-from-kourier-system',
  ]);
  const [{ ports = [] } = {}] = (policies[0] as unknown as { spec: { ingress: { ports: { port: number }[] }[] } }).spec
    .ingress;
  expect(ports.map(({ port }) => port)).toEqual([8012, 8013, 8112, 9090]);
});

test('it is reached in the cluster unless told otherwise', () => {
  const label = (options: KnativeOptions) => made(options).metadata.labels?.['networking.knative.dev/visibility'];
  expect([label({}), label({ reach: 'public' })]).toEqual(['cluster-local', undefined]);
});

test('a kept revision keeps its share, and the newest gets the rest', () => {
  expect(made().spec.traffic).toEqual([{ latestRevision: true, percent: 100 }]);
  expect(made({ keep: { revision: 'prices-00003', percent: 90 } }).spec.traffic).toEqual([
    { latestRevision: true, percent: 10 },
    { revisionName: 'prices-00003', latestRevision: false, percent: 90 },
  ]);
});

test('what it cannot is refused', () => {
  expect(problems({ timeout: '11m' })).toEqual(['out-of-range engine.timeout']);
  expect(problems({ timeout: '10m' })).toEqual([]);
  expect(problems({ keep: { revision: 'prices-00003', percent: 100 } })).toEqual(['out-of-range engine.keep.percent']);
  expect(problems({ timout: '1m' } as KnativeOptions)).toEqual(['unknown-prop engine']);
  expect(problems({}, { port: 9090 })).toEqual(['not-allowed port']);
  expect(problems({}, { scale: { min: 1, max: 2, on: [memory(70)] } })).toEqual(['unsupported-feature scale']);
  expect(problems({}, { placement: { spread: true } })).toEqual([
    'field-not-carried engine',
    'field-not-carried engine',
  ]);
  expect(problems({}, { placement: { priority: 'model-serving' } })).toEqual(['field-not-carried engine']);
});

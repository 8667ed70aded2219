import type { ScaledObjectSpec, TriggerAuthenticationSpec } from '../../imports/keda';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import {
  AsyncInference,
  type AsyncInferenceProps,
  Claim,
  kafka,
  MlopsError,
  ModelService,
  outside,
  type Platform,
  rabbitmq,
  redis,
  sqs,
} from '../../lib';
import { workloadCases } from '../contract/workload-cases';
import { kedaPlatform, on } from '../fixtures/signals';
import { chart, container, objectsOf, only, service } from '../fixtures/workloads';
import { kedaParameters } from './keda-parameters';
import { prices, queues, server, sqsPrices, topic } from './queues';

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const base: AsyncInferenceProps = { ...container, queue: redis(prices), scale: { max: 8 } };

type Scaler = KubernetesObject & { readonly spec: ScaledObjectSpec };
type Authentication = KubernetesObject & { readonly spec: TriggerAuthenticationSpec };
type Workload = KubernetesObject & { readonly spec: { readonly template: PodTemplate } };

const made = (changes: Partial<AsyncInferenceProps> = {}) =>
  objectsOf((scope) => new AsyncInference(scope, 'ask', { ...base, ...changes }), { environment: on(kedaPlatform) });
const podOf = (objects: readonly KubernetesObject[]) => only<Workload>(objects, 'Deployment').spec.template;
const workerOf = (objects: readonly KubernetesObject[]) => podOf(objects).spec.containers[0];
const told = (changes: Partial<AsyncInferenceProps> = {}) =>
  Object.fromEntries(
    (workerOf(made(changes))?.env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]),
  );
const policies = (objects: readonly KubernetesObject[]) =>
  objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name);

function problemsOf(changes: object, facts: Partial<Platform> = {}): readonly string[] {
  try {
    const home = chart({ environment: on({ ...kedaPlatform, ...facts }) });
    new AsyncInference(home, 'ask', { ...base, ...changes });
  } catch (error) {
    if (error instanceof MlopsError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

test('a worker is told all that it must know of its queue', () => {
  expect(
    told({
      model: models.model('prices', 'v1'),
      answers: 'answers',
      maxDeliveries: 3,
      idempotency: { field: 'id', keep: '2d' },
      longestAnswer: '90s',
    }),
  ).toEqual({
    HOME: '/tmp',
    WORKER_NAME: { fieldRef: { fieldPath: 'metadata.name' } },
    QUEUE_KIND: 'redis',
    QUEUE_URL: 'redis://redis:6379/0',
    QUEUE_NAME: 'prices',
    QUEUE_GROUP: 'workers',
    QUEUE_VISIBILITY: '180',
    ANSWER_QUEUE: 'answers',
    DEAD_LETTER_QUEUE: 'prices-dead',
    MAX_DELIVERIES: '3',
    LONGEST_ANSWER: '90',
    GRACE_PERIOD: '105',
    IDEMPOTENCY_KEY_FIELD: 'id',
    IDEMPOTENCY_STORE: 'redis://redis:6379/0',
    IDEMPOTENCY_KEEP: '172800',
    MODEL_PATH: '/mnt/models/prices/v1',
    PORT: '8080',
  });
});

test('what nobody asked for is not told', () => {
  const names = Object.keys(told());
  const optional = ['ANSWER_QUEUE', 'IDEMPOTENCY_KEY_FIELD', 'IDEMPOTENCY_STORE', 'IDEMPOTENCY_KEEP', 'MODEL_PATH'];
  expect(names.filter((name) => optional.includes(name))).toEqual([]);
});

test('the grace period is the time that the worker has for the message in hand', () => {
  const pod = podOf(made({ longestAnswer: '10m' }));
  expect([pod.spec.terminationGracePeriodSeconds, told({ longestAnswer: '10m' })['GRACE_PERIOD']]).toEqual([
    615,
    '615',
  ]);
  expect(podOf(made({ grace: '2m' })).spec.terminationGracePeriodSeconds).toBe(120);
});

test('nobody but KEDA writes how many workers there are, and it can have none', () => {
  const objects = made({ scale: { max: 8, backlog: 3, poll: '10s', cooldown: '2m' } });
  expect(only(objects, 'Deployment').spec).not.toHaveProperty('replicas');
  expect(only<Scaler>(objects, 'ScaledObject').spec).toEqual({
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'ask' },
    minReplicaCount: 0,
    maxReplicaCount: 8,
    pollingInterval: 10,
    cooldownPeriod: 120,
    triggers: [
      {
        type: 'redis-streams',
        metricType: 'AverageValue',
        metadata: {
          address: 'redis:6379',
          stream: 'prices',
          streamLength: '3',
          databaseIndex: '0',
          enableTLS: 'false',
        },
      },
    ],
  });
});

test('where a worker always stands nothing is said of the time without one', () => {
  const { spec } = only<Scaler>(made({ scale: { min: 2, max: 8 } }), 'ScaledObject');
  expect(Object.keys(spec)).toEqual(['maxReplicaCount', 'minReplicaCount', 'scaleTargetRef', 'triggers']);
});

describe.each(Object.entries(queues))('the queue %s', (_title, queue) => {
  const objects = made({ queue });
  const [trigger] = only<Scaler>(objects, 'ScaledObject').spec.triggers;
  const authentications = objects.filter((object): object is Authentication => object.kind === 'TriggerAuthentication');

  test('is read by settings that KEDA knows, each a text', () => {
    const { metadata = {}, type = '' } = trigger ?? {};
    expect(kedaParameters[type]?.metadata).toEqual(expect.arrayContaining(Object.keys(metadata)));
    expect(Object.values(metadata).filter((value) => typeof value !== 'string')).toEqual([]);
    expect(Object.values(metadata)).toContain('5');
  });

  test('is read by KEDA with the secrets that the worker has too, by reference', () => {
    expect(authentications.map(({ metadata }) => metadata.name)).toEqual(
      trigger?.authenticationRef === undefined ? [] : [trigger.authenticationRef.name],
    );
    const given = authentications.flatMap(({ spec }) => spec.secretTargetRef ?? []);
    expect(kedaParameters[trigger?.type ?? '']?.authentication).toEqual(
      expect.arrayContaining(given.map(({ parameter }) => parameter)),
    );
    const ofWorker = (workerOf(objects)?.env ?? []).flatMap(({ valueFrom }) => {
      const reference = valueFrom && 'secretKeyRef' in valueFrom ? [valueFrom.secretKeyRef] : [];
      return reference;
    });
    expect(ofWorker).toEqual(given.map(({ name, key }) => ({ name, key })));
  });

  test('has no password in any object', () => {
    expect(JSON.stringify(objects)).not.toMatch(/:\/\/[^/"]*@/);
  });

  test('has a way to it for the worker', () => {
    const name = 'peer' in queue.at ? queue.at.peer.name : queue.at.name;
    expect(policies(objects)).toContain(`ask-to-${name}`);
  });
});

test('KEDA reaches a broker of this namespace, and every other stands behind policies of its own', () => {
  const names = policies(made());
  expect(names.sort()).toEqual(['ask-to-redis', 'redis-from-ask', 'redis-from-keda-for-ask']);
  const policy = made().find(({ metadata }) => metadata.name === 'redis-from-keda-for-ask');
  expect(policy).toMatchObject({
    spec: {
      podSelector: { matchLabels: { app: 'redis' } },
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'keda' } } }],
          ports: [{ port: 6379, protocol: 'TCP' }],
        },
      ],
    },
  });
  expect(policies(made({ queue: redis({ ...prices, at: server('redis', 6379, 'brokers') }) }))).toEqual([
    'ask-to-redis',
  ]);
});

test('a store of keys of its own is told, reached, and asked with its password', () => {
  const store = {
    url: 'redis://keys:6379/1',
    at: outside('keys', ['203.0.113.9/32'], [6379]),
    password: { secret: 'keys', key: 'password' },
  };
  const changes = { queue: kafka(topic), idempotency: { field: 'id', store } };
  expect(told(changes)).toMatchObject({
    IDEMPOTENCY_STORE: 'redis://keys:6379/1',
    IDEMPOTENCY_PASSWORD: { secretKeyRef: { name: 'keys', key: 'password' } },
  });
  expect(policies(made(changes))).toContain('ask-to-keys');
});

test('it waits for its model as a service does, with the probes of a service', () => {
  const changes = { model: models.model('prices', 'v1', { size: '10Gi' }) };
  const pod = podOf(made(changes));
  const ofService = podOf(objectsOf((scope) => new ModelService(scope, 'ask', { ...service, ...changes })));
  expect(pod.spec.initContainers).toEqual(ofService.spec.initContainers);
  const probes = ({ spec: { containers } }: PodTemplate) => {
    const { startupProbe, readinessProbe, livenessProbe } = containers[0] ?? {};
    return { startupProbe, readinessProbe, livenessProbe };
  };
  expect(probes(pod)).toEqual(probes(ofService));
});

test.each(workloadCases)('carries $says', ({ asks, gives, expected }) => {
  const { spec } = podOf(made(asks));
  const [main] = spec.containers;
  expect(main && gives(main, spec)).toEqual(expected);
});

test('several workers have a disruption budget, one has none', () => {
  const budgets = (max: number) => made({ scale: { max } }).filter(({ kind }) => kind === 'PodDisruptionBudget').length;
  expect([budgets(2), budgets(1)]).toEqual([1, 0]);
});

const user = { username: { secret: 'b', key: 'u' }, password: { secret: 'b', key: 'p' } };

test.each<[string, object, readonly string[]]>([
  ['dead letters that go back to the queue', { deadLetters: 'prices' }, ['queue-loop chart/ask: deadLetters']],
  ['answers that go back to the queue', { answers: 'prices' }, ['queue-loop chart/ask: answers']],
  ['answers among the dead letters', { answers: 'prices-dead' }, ['queue-loop chart/ask: answers']],
  ['no delivery at all', { maxDeliveries: 0 }, ['out-of-range chart/ask: maxDeliveries']],
  [
    'a grace period below the longest answer',
    { longestAnswer: '5m', grace: '4m' },
    ['answer-cut-short chart/ask: grace'],
  ],
  [
    'a visibility that ends with the longest answer',
    { queue: sqs({ ...sqsPrices, visibility: '1m' }) },
    ['answer-cut-short chart/ask: queue.visibility'],
  ],
  [
    'more workers than partitions',
    { queue: kafka({ ...topic, partitions: 4 }), scale: { max: 5 } },
    ['out-of-range chart/ask: scale.max'],
  ],
  [
    'times of an empty queue where a worker always stands',
    { scale: { min: 1, max: 2, poll: '10s', cooldown: '2m' } },
    ['not-allowed chart/ask: scale.poll', 'not-allowed chart/ask: scale.cooldown'],
  ],
  ['fewest above most', { scale: { min: 3, max: 2 } }, ['replicas-range chart/ask: scale']],
  [
    'keys without a place for them',
    { queue: kafka(topic), idempotency: { field: 'id' } },
    ['missing-prop chart/ask: idempotency.store'],
  ],
  ['a name too long for what KEDA derives', { name: 'n'.repeat(55) }, ['name-too-long chart/ask: name']],
  [
    'an address with a password',
    { queue: redis({ ...prices, address: 'me:pw@redis:6379' }) },
    ['secret-value chart/ask: queue.address'],
  ],
  [
    'a broker without ports',
    { queue: redis({ ...prices, at: { peer: { name: 'r', labels: { a: 'b' } } } }) },
    ['missing-prop chart/ask: queue.at'],
  ],
  [
    'a user without a name',
    {
      queue: rabbitmq({
        address: 'r:5672',
        queue: 'q',
        at: server('r', 5672),
        credentials: { password: user.password },
      }),
    },
    ['missing-prop chart/ask: queue.credentials.username'],
  ],
  [
    'a queue of SQS without a region',
    { queue: sqs({ ...sqsPrices, url: 'https://queue.example.com/1/prices' }) },
    ['missing-prop chart/ask: queue.region'],
  ],
  ['no queue', { queue: 'prices' }, ['wrong-type chart/ask: queue']],
  ['metrics on the port of health', { metrics: { port: 8080 } }, ['not-allowed chart/ask: metrics.port']],
  ['a model without a version', { model: models.model('prices') }, ['missing-prop chart/ask: model']],
  [
    'several at once',
    { maxDeliveries: 0, scale: { max: 0 }, replicas: 2 },
    ['unknown-prop chart/ask', 'out-of-range chart/ask: maxDeliveries', 'out-of-range chart/ask: scale.max'],
  ],
])('refuses %s', (_what, changes, expected) => {
  expect(problemsOf(changes)).toEqual(expected);
});

test('a name of 54 characters is not too long', () => {
  expect(problemsOf({ name: 'n'.repeat(54) })).toEqual([]);
});

test('without KEDA there is nobody to scale it, and a broker here must let KEDA in', () => {
  const elsewhere = { queue: redis({ ...prices, at: server('redis', 6379, 'brokers') }) };
  const keda = { version: '2.20' };
  expect(problemsOf({}, { operators: {} })).toEqual(['missing-operator chart/ask: queue']);
  const old = { keda: { version: '2.17', namespaces: ['keda'] } };
  expect(problemsOf({}, { operators: old })).toEqual(['missing-operator chart/ask: queue']);
  expect(problemsOf({}, { operators: { keda } })).toEqual(['missing-platform-fact chart/ask: queue']);
  expect(problemsOf(elsewhere, { operators: { keda } })).toEqual([]);
});

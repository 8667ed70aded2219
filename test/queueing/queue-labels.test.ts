import {
  argoRollout,
  concurrency,
  DataPipeline,
  FederatedTraining,
  HyperparameterSearch,
  type HyperparameterSearchProps,
  katib,
  knative,
  ModelService,
  type Placement,
  queueLabels,
  type RayJobOptions,
  rayJob,
  rayServe,
  TrainingJob,
} from '../../lib';
import { federated } from '../fixtures/federations';
import { chart, container, objectsOf, only, pipeline } from '../fixtures/workloads';
import { tuned } from '../tuning/fixtures';
import { environment, platform } from './platform';

test('a workload has the label of its queue, and of its priority where queues know it', () => {
  expect(queueLabels({ queue: 'training' }, platform)).toEqual({ 'kueue.x-k8s.io/queue-name': 'training' });
  expect(queueLabels({ queue: 'training' }, platform, 'model-training')).toEqual({
    'kueue.x-k8s.io/queue-name': 'training',
    'kueue.x-k8s.io/priority-class': 'model-training',
  });
  expect(queueLabels({ queue: 'training', priority: 'best-effort' }, platform, 'model-training')).toEqual({
    'kueue.x-k8s.io/queue-name': 'training',
  });
  expect(queueLabels({ priority: 'model-training' }, platform)).toEqual({});
});

test('a queue needs the operator that reads it', () => {
  const bare = { ...environment, platform: { ...platform, queues: undefined, operators: {} } };
  expect(
    () => new TrainingJob(chart({ environment: bare }), 'train', { ...container, placement: { queue: 'training' } }),
  ).toThrow(/placement\.queue: .*\[missing-operator\]/);
});

test('the Jobs of a pipeline and the Deployment of a service are queued, and their pods have no such label', () => {
  const placement = { queue: 'training', priority: 'model-training' };
  const queued = {
    'kueue.x-k8s.io/queue-name': 'training',
    'kueue.x-k8s.io/priority-class': 'model-training',
  };
  const objects = objectsOf(
    (scope) => [
      new DataPipeline(scope, 'flow', { ...pipeline, placement }),
      new ModelService(scope, 'serve', { ...container, placement }),
    ],
    { environment },
  );
  const { jobTemplate } = only(objects, 'CronJob').spec as unknown as {
    jobTemplate: {
      metadata: { labels: object };
      spec: { template: { metadata: { labels: object } }; suspend?: boolean };
    };
  };
  expect(jobTemplate.metadata.labels).toMatchObject(queued);
  expect(jobTemplate.spec.template.metadata.labels).not.toHaveProperty('kueue.x-k8s.io/queue-name');
  expect(jobTemplate.spec).not.toHaveProperty('suspend');
  const service = only(objects, 'Deployment');
  expect(service.metadata.labels).toMatchObject(queued);
  expect(service.spec['selector']).not.toHaveProperty(['matchLabels', 'kueue.x-k8s.io/queue-name']);
});

/** The platform with whatever an engine needs. */
const installed = {
  ...environment,
  platform: {
    ...platform,
    operators: {
      ...platform.operators,
      'argo-rollouts': { version: '1.9' },
      knative: { version: '1.20', namespaces: ['knative-serving'] },
      katib: { version: '0.19' },
    },
  },
};

test.each([
  ['Rollout', argoRollout()],
  ['Service', knative()],
])('Kueue does not know a %s: its pods wait, each for itself', (kind, engine) => {
  const objects = objectsOf(
    (scope) => new ModelService(scope, 'serve', { ...container, placement: { queue: 'training' }, engine }),
    { environment: installed },
  );
  const { metadata, spec } = only(
    objects.filter(({ apiVersion }) => apiVersion !== 'v1'),
    kind,
  );
  const { template, selector = {} } = spec as { template?: { metadata: object }; selector?: object };
  expect(metadata.labels).not.toHaveProperty(['kueue.x-k8s.io/queue-name']);
  expect(template?.metadata).toMatchObject({ labels: { 'kueue.x-k8s.io/queue-name': 'training' } });
  expect(JSON.stringify(selector)).not.toContain('kueue');
});

test('the Job of a search is queued, and each trial of an Experiment', () => {
  const queued = {
    'kueue.x-k8s.io/queue-name': 'training',
    'kueue.x-k8s.io/priority-class': 'model-training',
  };
  const search = (changes: Partial<HyperparameterSearchProps>) =>
    objectsOf(
      (scope) =>
        new HyperparameterSearch(scope, 'tune', {
          ...tuned,
          training: { ...tuned.training, placement: { queue: 'training' } },
          ...changes,
        }),
      { environment: installed },
    );
  expect(only(search({}), 'Job').metadata.labels).toMatchObject(queued);
  const experiment = only(search({ engine: katib() }), 'Experiment');
  expect(experiment.metadata.labels).not.toHaveProperty(['kueue.x-k8s.io/queue-name']);
  expect(experiment.spec).toMatchObject({ trialTemplate: { trialSpec: { metadata: { labels: queued } } } });
});

test('the coordinator of a federation is queued where it is said to be', () => {
  const objects = objectsOf(
    (scope) =>
      new FederatedTraining(scope, 'fraud', { ...federated, coordinator: { placement: { queue: 'training' } } }),
    { environment: installed },
  );
  expect(only(objects, 'Deployment').metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'training' });
});

const kuberay = { ...installed.platform.operators, kuberay: { version: '1.7', namespaces: ['ray'] } };
const withRay = { ...installed, platform: { ...installed.platform, operators: kuberay, apiServer: ['10.0.0.1/32'] } };

test.each<[string, Partial<RayJobOptions>]>([
  ['grows', { elastic: { max: 4 } }],
  ['outlives its run', { keep: { failed: { cluster: '1d' } } }],
])('a Ray cluster that %s waits in no queue', (_what, options) => {
  const train = (placement: Placement) =>
    new TrainingJob(chart({ environment: withRay }), 'train', {
      ...container,
      command: ['train'],
      placement,
      engine: rayJob({ rayVersion: '2.52.0', ...options }),
    });
  const [key] = Object.keys(options);
  expect(() => train({ queue: 'training' })).toThrow(
    new RegExp(`engine\\.${key}: got ''${key}' in queue .*\\[not-allowed\\]`),
  );
  expect(train({})).toBeDefined();
});

test('a Ray service that scales waits in no queue', () => {
  const serve = (placement: Placement) =>
    new ModelService(chart({ environment: withRay }), 'serve', {
      ...container,
      placement,
      scale: { min: 1, max: 4, on: [concurrency(10)] },
      engine: rayServe({ rayVersion: '2.52.0', applications: [{ name: 'app', importPath: 'app:app' }] }),
    });
  expect(() => serve({ queue: 'training' })).toThrow(/scale: got 'a Ray cluster that grows.*\[not-allowed\]/);
  expect(serve({})).toBeDefined();
});

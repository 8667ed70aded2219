import { Testing } from 'cdk8s';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  BatchInference,
  type BatchInferenceProps,
  Claim,
  daily,
  kubeflowTrainer,
  MlopsError,
  rayJob,
  sparkApplication,
} from '../../lib';
import { chart, container, objectsOf, only, templateOf } from '../fixtures/workloads';
import { batch, batchSubjects, houses, models, predict } from './subjects';

const variables = (changes: Partial<BatchInferenceProps> = {}) =>
  Object.fromEntries(
    (templateOf(predict(changes).objects.workload).spec.containers[0]?.env ?? []).map(({ name, value, valueFrom }) => [
      name,
      value ?? valueFrom?.fieldRef?.fieldPath,
    ]),
  );

function problemsOf(changes: Record<string, unknown>): readonly string[] {
  try {
    predict(changes);
  } catch (error) {
    if (error instanceof MlopsError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

test('a batch knows its model, its data and the place of its own results', () => {
  const { run } = predict();
  expect(variables()).toMatchObject({
    RUN_ID: run,
    MODEL_PATH: '/mnt/models/prices/v1',
    INPUT_PATH: '/houses',
    OUTPUT_PATH: `/results/predict/${run}`,
    SHARD_INDEX: '0',
    SHARD_COUNT: '1',
  });
  expect(predict().results).toBe(`/results/predict/${run}`);
});

test('data at addresses needs no mount', () => {
  const changes = { input: 's3://bucket/houses', output: 's3://bucket/results/' } as const;
  const { run, objects } = predict(changes);
  expect(variables(changes)).toMatchObject({
    INPUT_PATH: 's3://bucket/houses',
    OUTPUT_PATH: `s3://bucket/results/predict/${run}`,
  });
  expect(templateOf(objects.workload).spec.containers[0]?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual([
    '/mnt/models',
    '/tmp',
  ]);
});

test('what it reads is mounted read-only, though its claim can be written to', () => {
  const mounts = templateOf(predict().objects.workload).spec.containers[0]?.volumeMounts;
  expect(mounts?.map(({ mountPath, readOnly }) => [mountPath, readOnly ?? false])).toEqual([
    ['/mnt/models', true],
    ['/houses', true],
    ['/results', false],
    ['/tmp', false],
  ]);
});

test('shards are the indexes of one Job: they share the data, and neither meet nor reach each other', () => {
  const objects = objectsOf((scope) => new BatchInference(scope, 'predict', { ...batch, workers: 4 }));
  expect(only(objects, 'Job').spec).toMatchObject({ completions: 4, parallelism: 4, completionMode: 'Indexed' });
  expect(variables({ workers: 4 })).toMatchObject({
    SHARD_INDEX: "metadata.annotations['batch.kubernetes.io/job-completion-index']",
    SHARD_COUNT: '4',
  });
  expect(variables({ workers: 4 })['MASTER_ADDR']).toBeUndefined();
  expect(objects.map(({ kind }) => kind).sort()).toEqual(['Job', 'ServiceAccount']);
});

test.each(batchSubjects)('a pod of $title waits for its model, then for its data', ({ engine, worker }) => {
  const home = chart();
  new BatchInference(home, 'predict', { ...batch, waitFor: ['/houses/all.csv'], engine });
  const { spec } = worker(Testing.synth(home) as KubernetesObject[]);
  expect(spec.initContainers?.map(({ name, command }) => [name, command?.at(-1)])).toEqual([
    ['wait-for-model', '/mnt/models/prices/v1'],
    ['wait-for-data', '/houses/all.csv'],
  ]);
});

test('the executors of Spark and its driver reach each other', () => {
  const engine = sparkApplication({ sparkVersion: '3.5.5' });
  const objects = objectsOf((scope) => new BatchInference(scope, 'predict', { ...batch, workers: 2, engine }));
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(policies).toEqual(expect.arrayContaining(['predict-from-workers', 'predict-to-workers']));
});

test('on a schedule or on demand it is a CronJob, and each run has results of its own', () => {
  const workload = (when: BatchInferenceProps['when']) => predict({ when }).objects.workload.toJson();
  expect(workload(daily('03:00', 'Europe/Berlin'))).toMatchObject({
    kind: 'CronJob',
    metadata: { name: 'predict' },
    spec: { schedule: '0 3 * * *', timeZone: 'Europe/Berlin' },
  });
  expect(workload('onDemand')).toMatchObject({ kind: 'CronJob', spec: { suspend: true } });
  expect(variables({ when: 'onDemand' })['OUTPUT_PATH']).toBe('/results/predict/$(RUN_ID)');
});

test.each<[string, Record<string, unknown>, readonly string[]]>([
  ['a model without a version', { model: models.model('prices') }, ['missing-prop chart/predict: model']],
  [
    'a model without a version beside other problems',
    { model: models.model('prices'), placement: { spot: true } },
    ['spot-without-checkpoint chart/predict: checkpoint', 'missing-prop chart/predict: model'],
  ],
  [
    'an output that ends with its pod',
    { output: houses.at('/x', { readOnly: true }) },
    ['not-allowed chart/predict: output'],
  ],
  ['an address with a password', { input: 's3://me:pass@bucket/x' }, ['secret-value chart/predict: input']],
  ['a number for data', { input: 3 }, ['wrong-type chart/predict: input']],
  ['input and output at one path', { output: models.at('/houses') }, ['mount-overlap chart/predict: mounts[2]']],
  ['what only trainings have', { produces: models.model('x') }, ['unknown-prop chart/predict']],
  [
    'shards on a claim of one node',
    { workers: 2, output: Claim.reference({ name: 'one' }).at('/results') },
    ['claim-single-node chart/predict: mounts[2]'],
  ],
  [
    'several at once',
    { retries: -1, workers: 0, image: 'app:latest' },
    ['bad-image chart/predict: image', 'out-of-range chart/predict: workers', 'out-of-range chart/predict: retries'],
  ],
])('refuses %s', (_what, changes, expected) => {
  expect(problemsOf(changes)).toEqual(expected);
});

test.each([rayJob({ rayVersion: '2.52.0' }), kubeflowTrainer()])(
  'refuses the engine $name, and names those that can',
  (engine) => {
    expect(() => predict({ engine })).toThrow(
      `engines that can: kubernetesJob(), sparkApplication(); engine '${engine.name}' cannot do 'batch'`,
    );
  },
);

test('its results are known only where its run is', () => {
  expect(() => predict({ when: 'onDemand' }).results).toThrow('a batch that repeats');
  expect(() => new BatchInference(chart(), 'bare', container).results).toThrow('a batch without output');
});

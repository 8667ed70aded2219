import {
  Claim,
  choice,
  DataPipeline,
  dataVersion,
  grid,
  HyperparameterSearch,
  indexedJob,
  ModelService,
  minimize,
  TrainingJob,
  type TrainingJobProps,
} from '../../lib';
import { trainingSubjects } from '../contract/training-subjects';
import { container, objectsOf, only, pipeline, service, templateOf, training } from '../fixtures/workloads';

const data = { uri: 's3://bucket/houses', revision: 'v3', hash: 'md5:22a1' };
const text = 's3://bucket/houses@v3#md5:22a1';
const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const variables = [
  { name: 'DATA_URI', value: data.uri },
  { name: 'DATA_VERSION', value: text },
];
const train = (props: Partial<TrainingJobProps>) =>
  objectsOf((scope) => new TrainingJob(scope, 'train', { ...training, ...props }));

describe.each(trainingSubjects)('the data of a training on $title', ({ engine, worker, starts }) => {
  const objects = train({ data, command: [starts], engine });

  test('is told to its program, and stands on its object and not on its pods', () => {
    const pod = worker(objects);
    expect(pod.spec.containers[0]?.env).toEqual(expect.arrayContaining(variables));
    const run = objects.find(({ metadata }) => metadata.annotations?.['mlops.cdk8s.io/inputs'] !== undefined);
    expect(run?.metadata.labels).toMatchObject({ 'mlops.cdk8s.io/data-version': 'v3' });
    expect(run?.metadata.annotations).toMatchObject({ 'mlops.cdk8s.io/data-version': text });
    expect(JSON.stringify(pod.metadata)).not.toContain('data-version');
  });
});

test('the data is versions.data: the same text is the same run, another one another run', () => {
  const name = (props: Partial<TrainingJobProps>) => only(train(props), 'Job').metadata.name;
  expect(name({ data })).toBe(name({ versions: { data: dataVersion(data) } }));
  expect(name({ data })).not.toBe(name({ data: { ...data, hash: 'md5:99ff' } }));
  expect(() => name({ data, versions: { data: 'v3' } })).toThrow(/versions\.data: .*\[not-allowed\]/);
  expect(() => name({ data: { revision: 'v3' } as typeof data })).toThrow(/data\.uri: .*\[missing-prop\]/);
});

test.each([
  ['a hash where there is no revision', { uri: 'houses', hash: 'md5:22a1' }, '22a1'],
  ['nothing that a label cannot hold', { uri: 'houses', revision: 'a b' }, undefined],
])('the label is %s', (_what, state, label) => {
  expect(only(train({ data: state }), 'Job').metadata.labels?.['mlops.cdk8s.io/data-version']).toBe(label);
});

test('a pipeline tells its steps, a search its trials', () => {
  const cron = only(
    objectsOf((scope) => new DataPipeline(scope, 'clean', { ...pipeline, data })),
    'CronJob',
  );
  expect(cron.metadata).toMatchObject({
    labels: { 'mlops.cdk8s.io/data-version': 'v3' },
    annotations: { 'mlops.cdk8s.io/data-version': text },
  });
  const search = only(
    objectsOf(
      (scope) =>
        new HyperparameterSearch(scope, 'search', {
          training: { ...container, command: ['python', 'train.py', '$(PARAMETER_DEPTH)'], data },
          parameters: { depth: choice(1, 2) },
          objective: minimize('loss'),
          engine: indexedJob({ search: grid() }),
        }),
    ),
    'Job',
  );
  for (const { metadata, spec } of [cron, search]) {
    for (const variable of variables) expect(JSON.stringify(spec)).toContain(JSON.stringify(variable));
    expect(metadata.labels).toMatchObject({ 'mlops.cdk8s.io/data-version': 'v3' });
  }
});

test('who makes a model, and who serves which version of it, stands on their objects alone', () => {
  const made = only(train({ produces: models.model('prices') }), 'Job').metadata;
  expect(made.labels).toMatchObject({
    'mlops.cdk8s.io/model': 'prices',
    'mlops.cdk8s.io/model-version': made.name.slice('train-'.length),
  });
  const objects = objectsOf((scope) => {
    const { objects: own } = new ModelService(scope, 'serve', { ...service, model: models.model('prices', '7') });
    expect(JSON.stringify(templateOf(own.workload).metadata)).not.toContain('model-version');
  });
  expect(only(objects, 'Deployment').metadata.labels).toMatchObject({
    'mlops.cdk8s.io/model': 'prices',
    'mlops.cdk8s.io/model-version': '7',
  });
});

import { Construct } from 'constructs';
import {
  BatchInference,
  type BatchInferenceProps,
  environmentFrom,
  inImage,
  ociImage,
  outside,
  s3,
  TrainingJob,
} from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { inputsAnnotation, runLabel, stemLabel } from '../../lib/training/run-identity';
import { environment, platform } from '../fixtures/environment';
import { chart, checkpoint, container, objectsOf } from '../fixtures/workloads';
import { batch, batchSubjects, houses, models, predict } from './subjects';

/** Where volumes can be images. */
const images = () => chart({ environment: { ...environment, platform: { ...platform, kubernetes: '1.35' } } });

const anotherRun: readonly [string, Partial<BatchInferenceProps>][] = [
  ['model', { model: models.model('prices', 'v2') }],
  ['image', { image: 'registry.example.com/app:1.1' }],
  ['data version', { versions: { data: 'v2' } }],
  ['argument', { command: ['local:///app/predict.py', '--fast'] }],
  ['variable', { env: { CHUNK: '200' } }],
  ['secret reference', { secrets: [environmentFrom('store', { KEY: 'key' })] }],
  ['input', { input: 's3://bucket/houses' }],
  ['folder of the input', { input: houses.at('/other') }],
  ['output', { output: 's3://bucket/results' }],
  ['mount', { mounts: [houses.at('/more')] }],
  ['number of workers', { workers: 2 }],
  ['run, a person saying "again",', { run: 2 }],
];

const sameRun: readonly [string, Partial<BatchInferenceProps>][] = [
  ['placement', { placement: { pool: 'spot', spot: true }, checkpoint }],
  ['compute', { compute: { cpu: '8', memory: '32Gi' } }],
  ['label', { labels: { team: 'pricing' } }],
  ['annotation', { annotations: { note: 'tuned' } }],
  ['user', { runAs: { user: 20_000 } }],
  ['number of retries', { retries: 9 }],
  ['size of the model', { model: models.model('prices', 'v1', { size: '1Gi' }) }],
  ['supersede', { supersede: 'cancel' }],
  ['file to wait for', { waitFor: ['/houses/all.csv'] }],
];

describe.each(batchSubjects)('with $title', ({ engine }) => {
  const named = (changes: Partial<BatchInferenceProps> = {}) => predict({ ...changes, engine }).objects.workload.name;

  test.each(anotherRun)('another %s is another run', (_what, changes) => {
    expect(named(changes)).not.toBe(named());
  });

  test.each(sameRun)('another %s is the same run', (_what, changes) => {
    expect(named(changes)).toBe(named());
  });

  test('the run has the name that it has on every engine, and going back names the earlier one', () => {
    named({ run: 2 });
    expect([named(), named({ run: 1 })]).toEqual([predict().objects.workload.name, named()]);
  });

  test('exactly one object carries what decided it, and no sync changes or prunes it', () => {
    const objects = objectsOf((scope) => new BatchInference(scope, 'predict', { ...batch, engine }));
    const runs = objects.filter(({ metadata }) => metadata.annotations?.[inputsAnnotation] !== undefined);
    expect(runs.map(({ metadata }) => metadata.name)).toEqual([named()]);
    for (const run of runs) {
      expect(run.metadata.labels).toMatchObject({ [stemLabel]: 'predict', [runLabel]: named().slice(8) });
      expect(run.metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false' });
      expect([Kinds.of(run).lifecycle, Kinds.of(run).immutable.length > 0]).toEqual(['run', true]);
    }
  });
});

const host = outside('store', ['203.0.113.0/24']);
const about = { name: 'prices', version: 'v3', size: '2Gi' } as const;
const stored = { ...about, host };
const fetched = s3('s3://models/prices/v3', stored);
const hash = '0123456789abcdef'.repeat(4);

test.each<[string, BatchInferenceProps['model']]>([
  ['address', s3('s3://elsewhere/prices/v3', stored)],
  ['version', s3('s3://models/prices/v3', { ...stored, version: 'v4' })],
  ['name', s3('s3://models/prices/v3', { ...stored, name: 'costs' })],
  ['hash', s3('s3://models/prices/v3', { ...stored, sha256: hash })],
  ['image', ociImage('registry.example.com/models/prices:v3', about)],
  ['folder in its own image', inImage('/opt/prices', about)],
  ['claim', models.model('prices', 'v3')],
])('a model from another %s is another run', (_what, model) => {
  expect(predict({ model }, images()).run).not.toBe(predict({ model: fetched }, images()).run);
});

test.each<[string, object]>([
  ['size', { size: '3Gi' }],
  ['folder', { volume: '9Gi' }],
  ['cache', { volume: models.cache() }],
  ['Secret', { credentials: environmentFrom('keys') }],
  ['way to the store', { host: outside('mirror', ['198.51.100.0/24']) }],
])('another %s of a fetched model is the same run', (_what, changes) => {
  const model = s3('s3://models/prices/v3', { ...stored, ...changes });
  expect(predict({ model }).run).toBe(predict({ model: fetched }).run);
});

test('another deadline is the same run', () => {
  expect(predict({ deadline: '2h' }).run).toBe(predict().run);
});

test('a new run of the training whose model it asks is a new run of the batch', () => {
  const after = (image: string) => {
    const home = chart();
    const { output } = new TrainingJob(home, 'train', { ...container, image, produces: models.model('prices') });
    return predict({ model: output }, home).run;
  };
  expect(after('registry.example.com/train:1')).toBe(after('registry.example.com/train:1'));
  expect(after('registry.example.com/train:1')).not.toBe(after('registry.example.com/train:2'));
});

test('a wrapping construct and another platform are the same run', () => {
  const upgraded = { ...environment, platform: { ...platform, kubernetes: '1.30' } };
  const wrapped = new BatchInference(new Construct(chart(), 'wrapped'), 'predict', batch);
  expect([wrapped.run, predict({}, chart({ environment: upgraded })).run]).toEqual([predict().run, predict().run]);
});

test('the hashes are pinned: another one would repeat every batch of every user', () => {
  expect([
    predict().run,
    predict({ workers: 4 }).run,
    new BatchInference(chart(), 'bare', container).run,
    predict({ model: fetched }).run,
  ]).toMatchInlineSnapshot(`
[
  "fz6bg5cg",
  "4v4qxrnt",
  "tkb5jclq",
  "jnzw68kx",
]
`);
});

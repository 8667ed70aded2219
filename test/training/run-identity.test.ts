import { Testing } from 'cdk8s';
import { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import { Claim, environmentFrom, MlopsChart, TrainingJob, type TrainingJobProps, torchrun } from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { inputsAnnotation, runLabel, stemLabel } from '../../lib/training/run-identity';
import { trainingSubjects } from '../contract/training-subjects';
import { environment, platform } from '../fixtures/environment';
import { chart, checkpoint, container, objectsOf, training } from '../fixtures/workloads';

const data = Claim.reference({ name: 'data', access: 'ReadWriteMany' });
const base: TrainingJobProps = {
  ...training,
  versions: { data: 'v1' },
  env: { EPOCHS: '3' },
  mounts: [data.at('/data')],
};
/** A program that every engine can start. */
const everywhere: TrainingJobProps = { ...base, command: ['local:///app/train.py'] };

function runName(changes: Partial<TrainingJobProps> = {}, from = base, scope: Construct = chart()): string {
  return new TrainingJob(scope, 'train', { ...from, ...changes }).objects.workload.name;
}

const anotherRun: readonly [string, Partial<TrainingJobProps>][] = [
  ['image', { image: 'registry.example.com/app:1.1' }],
  ['data version', { versions: { data: 'v2' } }],
  ['argument', { command: ['local:///app/train.py', '--fast'] }],
  ['variable', { env: { EPOCHS: '4' } }],
  ['secret reference', { secrets: [environmentFrom('store', { KEY: 'key' })] }],
  ['mount', { mounts: [data.at('/data', { readOnly: true })] }],
  ['number of workers', { workers: 2 }],
  ['run, a person saying "train again",', { run: 2 }],
  ['model that it produces', { produces: data.model('prices') }],
];

const sameRun: readonly [string, Partial<TrainingJobProps>][] = [
  ['placement', { placement: { pool: 'spot', spot: true }, checkpoint }],
  ['checkpoint', { checkpoint: { ...checkpoint, at: data.at('/checkpoints') } }],
  ['compute', { compute: { cpu: '8', memory: '32Gi' } }],
  ['label', { labels: { team: 'pricing' } }],
  ['annotation', { annotations: { note: 'tuned' } }],
  ['user', { runAs: { user: 20_000 } }],
  ['supersede', { supersede: 'cancel' }],
  ['start of its workers', { gang: false }],
];

test('a file to wait for is no reason to run again', () => {
  expect(runName({ waitFor: ['/data/clean.csv'] })).toBe(runName());
});

describe.each(trainingSubjects)('with $title', ({ engine }) => {
  const named = (changes: Partial<TrainingJobProps> = {}) => runName(changes, { ...everywhere, engine });

  test.each(anotherRun)('another %s is another run', (_what, changes) => {
    expect(named(changes)).not.toBe(named());
  });

  test.each(sameRun)('another %s is the same run', (_what, changes) => {
    expect(named(changes)).toBe(named());
  });

  test('going back to an earlier state names the earlier run', () => {
    const changed = named({ image: 'registry.example.com/app:1.1' });
    expect([changed === named(), named({ image: container.image })]).toEqual([false, named()]);
  });

  test('the run has the name that it has on every engine', () => {
    expect(named()).toBe(runName({}, everywhere));
  });

  test('exactly one object carries what decided it, and no sync changes or prunes it', () => {
    const objects = objectsOf((scope) => new TrainingJob(scope, 'train', { ...everywhere, engine }));
    const runs = objects.filter(({ metadata }) => metadata.annotations?.[inputsAnnotation] !== undefined);
    expect(runs.map(({ metadata }) => metadata.name)).toEqual([named()]);
    const [run] = runs as [KubernetesObject];
    const record = Kinds.of(run);
    expect(run.metadata.labels).toMatchObject({ [stemLabel]: 'train', [runLabel]: named().slice('train-'.length) });
    expect(run.metadata.annotations).toMatchObject({
      'argocd.argoproj.io/sync-options': 'Prune=false',
      'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
    });
    expect([record.lifecycle, record.immutable.length > 0]).toEqual(['run', true]);
  });
});

const usual = runName();

test.each<[string, Partial<TrainingJobProps>]>([
  ['deadline', { deadline: '2h' }],
  ['number of retries', { retries: 9 }],
  ['number of retries by worker', { retriesPerWorker: 9 }],
  ['GPU', { compute: { cpu: '8', memory: '32Gi', gpu: { pool: 'gpu', count: 8 } } }],
])('another %s is the same run', (_what, changes) => {
  expect(runName(changes)).toBe(usual);
});

test('another launcher is another run', () => {
  expect(runName({ launcher: torchrun() })).not.toBe(usual);
});

test('a wrapping construct, another platform and an explicit chart namespace are the same run', () => {
  const upgraded = { ...environment, platform: { ...platform, kubernetes: '1.30', podUsers: 'assigned' as const } };
  expect(runName({}, base, new Construct(chart(), 'wrapped'))).toBe(usual);
  expect(runName({}, base, chart({ environment: upgraded }))).toBe(usual);
  expect(runName({}, base, new MlopsChart(Testing.app(), 'other', { environment, namespace: 'elsewhere' }))).toBe(
    usual,
  );
});

test('the hashes are pinned: another one would repeat every training of every user', () => {
  expect([
    usual,
    runName({ workers: 4 }),
    runName({ secrets: [environmentFrom('store', { KEY: 'key' })] }),
  ]).toMatchInlineSnapshot(`
[
  "train-d45rfgct",
  "train-2rnl9b47",
  "train-gjbtt62p",
]
`);
});

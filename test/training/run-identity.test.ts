import { Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { Claim, environmentFrom, MlopsChart, TrainingJob, type TrainingJobProps } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, checkpoint, container, training } from '../fixtures/workloads';

const data = Claim.reference({ name: 'data', access: 'ReadWriteMany' });
const base: TrainingJobProps = {
  ...training,
  versions: { data: 'v1' },
  env: { EPOCHS: '3' },
  mounts: [data.at('/data')],
};

function jobName(changes: Partial<TrainingJobProps> = {}, scope: Construct = chart()): string {
  return new TrainingJob(scope, 'train', { ...base, ...changes }).objects.workload.name;
}

const usual = jobName();

test.each<[string, Partial<TrainingJobProps>]>([
  ['image', { image: 'registry.example.com/app:1.1' }],
  ['data version', { versions: { data: 'v2' } }],
  ['argument', { command: ['python', 'train.py', '--fast'] }],
  ['variable', { env: { EPOCHS: '4' } }],
  ['secret reference', { secrets: [environmentFrom('store')] }],
  ['mount', { mounts: [data.at('/data', { readOnly: true })] }],
  ['number of workers', { workers: 2 }],
  ['run, a person saying "train again",', { run: 2 }],
  ['model that it produces', { produces: data.model('prices') }],
])('another %s is another run', (_what, changes) => {
  expect(jobName(changes)).not.toBe(usual);
});

test.each<[string, Partial<TrainingJobProps>]>([
  ['placement', { placement: { pool: 'spot', spot: true }, checkpoint }],
  ['checkpoint', { checkpoint: { ...checkpoint, at: data.at('/checkpoints') } }],
  ['compute', { compute: { cpu: '8', memory: '32Gi', gpu: { pool: 'gpu', count: 8 } } }],
  ['label', { labels: { team: 'pricing' } }],
  ['annotation', { annotations: { note: 'tuned' } }],
  ['deadline', { deadline: '2h' }],
  ['number of retries', { retries: 9 }],
  ['user', { runAs: { user: 20_000 } }],
  ['supersede', { supersede: 'cancel' }],
])('another %s is the same run', (_what, changes) => {
  expect(jobName(changes)).toBe(usual);
});

test('a wrapping construct, another platform and an explicit chart namespace are the same run', () => {
  const upgraded = { ...environment, platform: { ...platform, kubernetes: '1.30', podUsers: 'assigned' as const } };
  expect(jobName({}, new Construct(chart(), 'wrapped'))).toBe(usual);
  expect(jobName({}, chart({ environment: upgraded }))).toBe(usual);
  expect(jobName({}, new MlopsChart(Testing.app(), 'other', { environment, namespace: 'elsewhere' }))).toBe(usual);
});

test('going back to an earlier state names the earlier run', () => {
  const changed = jobName({ image: 'registry.example.com/app:1.1' });
  expect([changed === usual, jobName({ image: container.image })]).toEqual([false, usual]);
});

test('the hashes are pinned: another one would repeat every training of every user', () => {
  expect([
    usual,
    jobName({ workers: 4 }),
    jobName({ secrets: [environmentFrom('store', { KEY: 'key' })] }),
  ]).toMatchInlineSnapshot(`
[
  "train-d45rfgct",
  "train-2rnl9b47",
  "train-gjbtt62p",
]
`);
});

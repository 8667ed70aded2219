import { Claim, daily, type Environment, TrainingJob, type TrainingJobProps } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, checkpoint, objectsOf, only, templateOf, training } from '../fixtures/workloads';

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });

function template(changes: Partial<TrainingJobProps>, facts: Partial<Environment['platform']> = {}) {
  const inhabited = chart({ environment: { ...environment, platform: { ...platform, ...facts } } });
  return templateOf(new TrainingJob(inhabited, 'train', { ...training, checkpoint, ...changes }).objects.workload);
}

function variables(changes: Partial<TrainingJobProps>): Record<string, string | undefined> {
  const { env = [] } = template(changes).spec.containers[0] ?? {};
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

test.each<[string, TrainingJobProps['checkpoint'], string]>([
  ['an address', { ...checkpoint, at: 's3://bucket/saved/' }, 's3://bucket/saved/train/d45rfgct'],
  ['a folder of a claim', { ...checkpoint, at: models.at('/saved') }, '/saved/train/d45rfgct'],
  ['a model', { ...checkpoint, at: models.model('m') }, '/mnt/models/m/.checkpoint-d45rfgct'],
])('each run has a path of its own at %s, and knows how often to save', (_what, wanted, path) => {
  const pinned = {
    versions: { data: 'v1' },
    env: { EPOCHS: '3' },
    mounts: [Claim.reference({ name: 'data', access: 'ReadWriteMany' }).at('/data')],
  };
  expect(variables({ ...pinned, checkpoint: wanted })).toMatchObject({
    CHECKPOINT_PATH: path,
    CHECKPOINT_INTERVAL: '600',
  });
});

test('a run that repeats saves under its own name', () => {
  expect(variables({ when: daily('03:00') })).toMatchObject({ CHECKPOINT_PATH: 's3://checkpoints/it/train/$(RUN_ID)' });
});

test('the folder is mounted once, beside the model that is written there', () => {
  const at = models.model('m');
  const mounted = (changes: Partial<TrainingJobProps>) =>
    (template(changes).spec.containers[0]?.volumeMounts ?? [])
      .map(({ mountPath }) => mountPath)
      .filter((path) => path !== '/tmp');
  expect(mounted({ produces: at, checkpoint: { ...checkpoint, at } })).toEqual(['/mnt/models']);
  expect(mounted({ produces: at, checkpoint: { ...checkpoint, at: models.at('/saved') } })).toEqual([
    '/mnt/models',
    '/saved',
  ]);
  expect(mounted({ checkpoint: { ...checkpoint, at } })).toEqual(['/mnt/models']);
});

test('a pod that is told to end may finish its save', () => {
  const grace = (saveTime: '5s' | '3m') =>
    template({ checkpoint: { ...checkpoint, saveTime } }).spec.terminationGracePeriodSeconds;
  expect([grace('5s'), grace('3m')]).toEqual([30, 190]);
});

test('with a fallback a pod prefers spot nodes, takes the other pool without one, and no third', () => {
  const { spec } = template({ placement: { spot: true }, checkpoint: { ...checkpoint, fallback: 'general' } });
  const spot = { matchExpressions: [{ key: 'capacity-type', operator: 'In', values: ['spot'] }] };
  const general = { matchExpressions: [{ key: 'node-pool', operator: 'In', values: ['general'] }] };
  expect(spec.nodeSelector).toBeUndefined();
  expect(spec.affinity?.nodeAffinity).toEqual({
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [spot, general] },
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: spot }],
  });
  expect(spec.tolerations).toEqual([{ key: 'spot', operator: 'Exists', effect: 'NoSchedule' }]);
});

test.each<[string, Partial<TrainingJobProps>, RegExp]>([
  [
    'a pool that is spot by itself',
    { placement: { pool: 'spot' }, checkpoint: undefined },
    /\[spot-without-checkpoint\]/,
  ],
  [
    'a fallback of nodes that stay',
    { checkpoint: { ...checkpoint, fallback: 'general' } },
    /not on spot nodes \[not-allowed\]/,
  ],
  [
    'a fallback that is spot',
    { placement: { spot: true }, checkpoint: { ...checkpoint, fallback: 'spot' } },
    /allowed general, gpu; .*\[not-allowed\]/,
  ],
  [
    'a fallback that nobody knows',
    { placement: { spot: true }, checkpoint: { ...checkpoint, fallback: 'x' } },
    /\[unknown-pool\]/,
  ],
  [
    'a save longer than its interval',
    { checkpoint: { ...checkpoint, saveTime: '10m' } },
    /longer than saveTime, 10m; .*\[out-of-range\]/,
  ],
  [
    'a folder that is only read',
    { checkpoint: { ...checkpoint, at: models.at('/saved', { readOnly: true }) } },
    /\[not-allowed\]/,
  ],
  [
    'an address without a scheme',
    { checkpoint: { ...checkpoint, at: 'bucket/saved' as 's3://bucket' } },
    /\[not-allowed\]/,
  ],
  [
    'a claim of one node under many workers',
    { workers: 2, checkpoint: { ...checkpoint, at: Claim.reference({ name: 'one' }).at('/saved') } },
    /\[claim-single-node\]/,
  ],
])('refuses %s', (_what, changes, words) => {
  expect(() => template(changes)).toThrow(words);
});

test('no autoscaler of nodes ends a training to save a node', () => {
  const operators = { ...platform.operators, karpenter: { version: '1.14' } };
  expect(template({}, { operators }).metadata.annotations).toEqual({ 'karpenter.sh/do-not-disrupt': 'true' });
  expect(template({}).metadata.annotations).toBeUndefined();
});

test('where it saves decides no run', () => {
  const run = (changes: Partial<TrainingJobProps>) =>
    only(
      objectsOf((scope) => new TrainingJob(scope, 'train', { ...training, ...changes })),
      'Job',
    ).metadata.name;
  expect(run({ checkpoint })).toBe(run({}));
});

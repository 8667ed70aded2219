import { Claim, daily, environmentFrom, TrainingJob, type TrainingJobProps } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, objectsOf, only, templateOf, training } from '../fixtures/workloads';

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const render = (changes: Partial<TrainingJobProps> = {}) =>
  objectsOf((scope) => new TrainingJob(scope, 'train', { ...training, ...changes }));

function variables(changes: Partial<TrainingJobProps>): Record<string, unknown> {
  const { objects } = new TrainingJob(chart(), 'train', { ...training, ...changes });
  const env = templateOf(objects.workload).spec.containers[0]?.env ?? [];
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.fieldRef?.fieldPath]));
}

test('one worker is a Job in which an eviction burns no retry', () => {
  const { spec } = only(render({ retries: 5, deadline: '2h', fatalExitCodes: [42, 2] }), 'Job');
  expect(spec).toMatchObject({
    completions: 1,
    completionMode: 'NonIndexed',
    backoffLimit: 5,
    activeDeadlineSeconds: 7200,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        { action: 'FailJob', onExitCodes: { containerName: 'train', operator: 'In', values: [2, 42] } },
      ],
    },
  });
  expect(spec).not.toHaveProperty('ttlSecondsAfterFinished');
});

test('many workers are an Indexed Job that meets at its first pod', () => {
  const objects = render({ workers: 4 });
  const job = only(objects, 'Job');
  expect(job.spec).toMatchObject({
    completions: 4,
    parallelism: 4,
    completionMode: 'Indexed',
    template: { spec: { subdomain: 'train' } },
  });
  expect(only(objects, 'Service').spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  expect(variables({ workers: 4 })).toMatchObject({
    MASTER_ADDR: `${job.metadata.name}-0.train`,
    MASTER_PORT: '29500',
    WORLD_SIZE: '4',
    RANK: "metadata.annotations['batch.kubernetes.io/job-completion-index']",
    NODE_RANK: "metadata.annotations['batch.kubernetes.io/job-completion-index']",
  });
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name);
  expect(policies).toEqual(['train-from-workers', 'train-to-workers']);
});

test('a model is written to a path of the run, and can be served from there', () => {
  const job = new TrainingJob(chart(), 'train', { ...training, produces: models.model('prices') });
  expect(variables({ produces: models.model('prices') })).toMatchObject({
    RUN_ID: job.run,
    MODEL_OUTPUT: `/mnt/models/prices/${job.run}`,
  });
  expect(job.output.version).toBe(job.run);
  expect(() => new TrainingJob(chart(), 'train', training).output).toThrow(/without produces.*\[not-allowed\]/);
});

test('a schedule and a run on demand are CronJobs, whose runs name themselves', () => {
  const scheduled = only(render({ when: daily('03:30', 'Europe/Berlin') }), 'CronJob');
  expect(scheduled.spec).toMatchObject({
    schedule: '30 3 * * *',
    timeZone: 'Europe/Berlin',
    concurrencyPolicy: 'Forbid',
  });
  expect(only(render({ when: 'onDemand' }), 'CronJob').spec).toMatchObject({ suspend: true });
  expect(variables({ when: 'onDemand', workers: 2, produces: models.model('prices') })).toMatchObject({
    RUN_ID: '$(JOB_NAME)',
    MASTER_ADDR: '$(JOB_NAME)-0.train',
    MODEL_OUTPUT: '/mnt/models/prices/$(RUN_ID)',
  });
});

test('a superseded run finishes, guarded from a prune, or is cancelled when asked', () => {
  const guards = (changes: Partial<TrainingJobProps>) => only(render(changes), 'Job').metadata.annotations ?? {};
  expect(guards({})).toMatchObject({
    'argocd.argoproj.io/sync-options': 'Prune=false',
    'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
  });
  expect(Object.keys(guards({ supersede: 'cancel' }))).toEqual(['mlops.cdk8s.io/inputs']);
});

test('a run cannot be restarted by a secret', () => {
  const secrets = [environmentFrom('store', undefined, { rotation: 'restart' })];
  expect(() => render({ secrets })).toThrow(/the next run reads the new value \[not-allowed\]/);
});

test('without its data a run waits and says why, in the folders that hold the data only', () => {
  const data = Claim.reference({ name: 'data', access: 'ReadWriteMany' });
  const mounts = [data.at('/data', { readOnly: true }), models.at('/models')];
  const { objects } = new TrainingJob(chart(), 'train', { ...training, mounts, waitFor: ['/data/clean.csv'] });
  const [waiting] = templateOf(objects.workload).spec.initContainers ?? [];
  expect(waiting?.command?.slice(-2)).toEqual(['wait', '/data/clean.csv']);
  expect(waiting?.command?.join(' ')).toContain('waiting for data');
  expect(waiting?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(['/data', '/tmp']);
});

test('a file to wait for lies below a mount', () => {
  const mounts = [models.at('/models')];
  expect(() => render({ mounts, waitFor: ['/data/clean.csv'] })).toThrow(/waitFor\[0\].*a path below \/models/);
});

test('a training in a queue carries its label on the object that Kueue admits, and nobody suspends it', () => {
  const queues = {
    ...environment,
    platform: { ...platform, operators: { ...platform.operators, kueue: { version: '0.19' } } },
  };
  const { objects } = new TrainingJob(chart({ environment: queues }), 'train', {
    ...training,
    placement: { queue: 'batch' },
  });
  const { metadata, spec } = objects.workload.toJson() as { metadata: { labels: object }; spec: object };
  expect(metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'batch' });
  expect(spec).not.toHaveProperty('suspend');
});

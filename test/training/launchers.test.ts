import { type Launcher, TrainingJob, type TrainingJobProps, tensorflow, torchrun } from '../../lib';
import { chart, templateOf, training } from '../fixtures/workloads';

function started(launcher: Launcher, changes: Partial<TrainingJobProps> = {}) {
  const { objects, run } = new TrainingJob(chart(), 'train', { ...training, args: ['--x'], launcher, ...changes });
  const [main] = templateOf(objects.workload).spec.containers;
  return { main, run };
}

test('torchrun meets at the first worker, and starts a process for each GPU', () => {
  const compute = { cpu: '8', memory: '64Gi', gpu: { pool: 'gpu', count: 8 } };
  const { main, run } = started(torchrun(), { workers: 4, compute });
  expect(main?.command).toEqual([
    'torchrun',
    '--nnodes=4',
    '--rdzv-backend=c10d',
    `--rdzv-endpoint=train-${run}-0.train:29500`,
    `--rdzv-id=train-${run}`,
    '--nproc-per-node=8',
    '--max-restarts=0',
    '--no-python',
    'python',
    'train.py',
  ]);
  expect(main?.args).toEqual(['--x']);
});

test('an elastic torchrun goes on with fewer workers, and starts its processes again', () => {
  const { main } = started(torchrun({ minWorkers: 2, processesPerWorker: 3 }), { workers: 4 });
  expect(main?.command).toEqual(expect.arrayContaining(['--nnodes=2:4', '--nproc-per-node=3', '--max-restarts=3']));
});

test('torchrun on one worker needs nobody else', () => {
  expect(started(torchrun()).main?.command?.slice(0, 4)).toEqual([
    'torchrun',
    '--standalone',
    '--nproc-per-node=1',
    '--max-restarts=0',
  ]);
});

const variables = (launcher: Launcher, changes: Partial<TrainingJobProps>) =>
  Object.fromEntries(started(launcher, changes).main?.env?.map(({ name, value }) => [name, value]) ?? []);

test('torchrun leaves its processes as long to save as one save takes, which by itself it would not', () => {
  const at = 's3://bucket/checkpoints' as const;
  const timeout = (saveTime: '2m' | '20s') =>
    variables(torchrun(), { checkpoint: { at, interval: '10m', saveTime } }).TORCH_ELASTIC_SHUTDOWN_TIMEOUT;
  expect(timeout('2m')).toBe('120');
  expect(timeout('20s')).toBeUndefined(); // it waits 30 seconds anyway
});

test('a torchrun that starts its processes again makes a store for each meeting, so that a new worker finds it', () => {
  const own = 'TORCH_DISABLE_SHARE_RDZV_TCP_STORE';
  expect(variables(torchrun({ restarts: 2 }), { workers: 2 })[own]).toBe('1');
  expect(variables(torchrun({ minWorkers: 1 }), { workers: 2 })[own]).toBe('1');
  expect(variables(torchrun(), { workers: 2 })[own]).toBeUndefined();
  expect(variables(torchrun({ restarts: 2 }), { workers: 1 })[own]).toBeUndefined();
});

test('TF_CONFIG is made of variables alone, so that the image needs no shell', () => {
  const { main, run } = started(tensorflow(), { workers: 2 });
  const byName = new Map(main?.env?.map((variable) => [variable.name, variable]));
  expect(byName.get('TF_INDEX')?.valueFrom?.fieldRef?.fieldPath).toContain('job-completion-index');
  const text = byName.get('TF_CONFIG')?.value?.replace('$(TF_INDEX)', '1') ?? '';
  expect(JSON.parse(text)).toEqual({
    cluster: { worker: [`train-${run}-0.train:2222`, `train-${run}-1.train:2222`] },
    task: { type: 'worker', index: 1 },
  });
  const names = [...byName.keys()];
  expect(names.indexOf('TF_INDEX')).toBeLessThan(names.indexOf('TF_CONFIG'));
  expect(main?.command).toEqual(training.command);
});

test('TensorFlow on one worker meets nobody', () => {
  expect(started(tensorflow()).main?.env?.map(({ name }) => name)).not.toContain('TF_CONFIG');
});

test('another launcher, and another number of processes, is another run', () => {
  const runs = [torchrun(), torchrun({ processesPerWorker: 2 }), tensorflow()].map((launcher) => started(launcher).run);
  const { run } = new TrainingJob(chart(), 'train', { ...training, args: ['--x'] });
  expect(new Set([...runs, run]).size).toBe(4);
});

test.each<[string, Launcher, Partial<TrainingJobProps>, RegExp]>([
  ['torchrun without a command', torchrun(), { command: undefined }, /launcher: .*\[missing-prop\]/],
  [
    'more workers at least than there are',
    torchrun({ minWorkers: 5 }),
    { workers: 4 },
    /launcher\.minWorkers: .*at most workers, 4.*\[out-of-range\]/,
  ],
  ['settings of torchrun that nobody knows', torchrun({ nodes: 2 } as object), {}, /launcher: .*\[unknown-prop\]/],
  ['more workers than a TF_CONFIG holds', tensorflow(), { workers: 1000 }, /about 970.*\[out-of-range\]/],
  [
    'a launcher of its own kind',
    { name: 'mine' } as unknown as Launcher,
    {},
    /torchrun\(\) or tensorflow\(\).*\[wrong-type\]/,
  ],
])('refuses %s', (_what, launcher, changes, words) => {
  expect(() => started(launcher, changes)).toThrow(words);
});

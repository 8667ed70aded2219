import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Claim, rayJob, sparkApplication, TrainingJob, type TrainingJobProps, torchrun } from '../../lib';
import { profiled } from '../../lib/training/profiler';
import { chart, templateOf, training } from '../fixtures/workloads';

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const asked: TrainingJobProps = { ...training, profile: true, produces: models.model('prices') };
const train = (changes: Partial<TrainingJobProps> = {}) => new TrainingJob(chart(), 'train', { ...asked, ...changes });

test('the program runs under the profiler, whose files lie beside the model', () => {
  const { objects, run } = train();
  const [main] = templateOf(objects.workload).spec.containers;
  expect([main?.command?.[0], main?.command?.[1], main?.command?.[3]]).toEqual(['python', '-c', 'train.py']);
  expect(main?.env).toContainEqual({ name: 'PROFILE_PATH', value: `/mnt/models/prices/.profile-${run}` });
});

test('a launcher starts the profiler in each of its processes', () => {
  const [main] = templateOf(train({ launcher: torchrun() }).objects.workload).spec.containers;
  expect(main?.command?.slice(-4, -2)).toEqual(['python', '-c']);
});

test('a profiled run is another run, and profile: false is none', () => {
  const { run } = train({ profile: undefined });
  expect(train().run).not.toBe(run);
  expect(train({ profile: false }).run).toBe(run);
});

test.each<[string, Partial<TrainingJobProps>, RegExp]>([
  ['a program that is not Python', { command: ['./train'] }, /profile: .*\[not-allowed\]/],
  ['an option of Python', { command: ['python', '-u', 'train.py'] }, /profile: .*\[not-allowed\]/],
  ['no place for the files', { produces: undefined }, /profile: .*\[missing-prop\]/],
  [
    'an engine that starts no Python',
    { command: ['local:///x.py'], engine: sparkApplication({ sparkVersion: '3.5.5' }) },
    /\[unsupported-feature\]|\[not-allowed\]/,
  ],
])('refuses %s', (_what, changes, words) => {
  expect(() => train(changes)).toThrow(words);
});

test('Ray runs the same line', () => {
  const { spec } = train({ engine: rayJob({ rayVersion: '2.52.0' }) }).objects.workload.toJson() as {
    spec: { entrypoint: string };
  };
  expect(spec.entrypoint).toContain('cProfile');
});

const python = spawnSync('python3', ['-V']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'profiled-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a program as it would run without the profiler, beside a module of its own. */
function run(command: readonly string[], rank: string) {
  const [first = '', ...rest] = profiled({ command: ['python3', ...command] }).command ?? [];
  return spawnSync(first, rest, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, PROFILE_PATH: join(folder, 'profile'), RANK: rank },
  });
}

// The profiler is Python's: it is tried where there is one.
(python ? describe : describe.skip)('with a real Python', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'layers.py'), 'def forward(x):\n    return x + 1\n');
    const program =
      'import sys\nfrom layers import forward\nif __name__ == "__main__":\n    print(sys.argv, forward(1))\n    sys.exit(7)\n';
    writeFileSync(join(folder, 'train.py'), program);
  });

  test.each([
    ['a script', ['train.py', '--epochs', '3']],
    ['a module', ['-m', 'train', '--epochs', '3']],
  ])('%s sees its own arguments and neighbours, and ends with its own code', (_what, command) => {
    const { stdout, status } = run(command, '4');
    expect(stdout).toMatch(/\['[^']*train(\.py)?', '--epochs', '3'\] 2\n/);
    expect(status).toBe(7);
  });

  test('what it did is in a file of its rank', () => {
    expect(readdirSync(join(folder, 'profile'))).toEqual(['rank-4.pstats']);
    const show = 'import pstats, sys; print([name for _, _, name in pstats.Stats(sys.argv[1]).stats])';
    const names = execFileSync('python3', ['-c', show, join(folder, 'profile/rank-4.pstats')], { encoding: 'utf8' });
    expect(names).toContain("'forward'");
  });
});

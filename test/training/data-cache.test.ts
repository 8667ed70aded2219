import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Claim, type DataCache, environmentFrom, type MlopsError, TrainingJob, type TrainingJobProps } from '../../lib';
import { trainingSubjects, workerOf } from '../contract/training-subjects';
import { objectsOf, only, training } from '../fixtures/workloads';

const run = promisify(execFile);
const shared = Claim.reference({ name: 'cache', access: 'ReadWriteMany' });
const data = { uri: 's3://bucket/houses', revision: 'v3' };
const fill: DataCache['fill'] = {
  image: 'registry.example.com/fetch:1',
  command: ['fetch', '--all'],
  compute: { cpu: '500m', memory: '1Gi' },
  secrets: [environmentFrom('store', { KEY: 'key' })],
};
const cache: DataCache = { at: shared.at('/cache'), fill };
const render = (props: Partial<TrainingJobProps>) =>
  objectsOf((scope) => new TrainingJob(scope, 'train', { ...training, data, cache, ...props }));
const pod = (props: Partial<TrainingJobProps> = {}) => workerOf(render(props));
const pathOf = (props: Partial<TrainingJobProps> = {}) =>
  pod(props).spec.containers[0]?.env?.find(({ name }) => name === 'DATA_PATH')?.value ?? '';

describe.each(trainingSubjects.filter(({ engine }) => engine.carries.includes('initContainers')))(
  'a worker of $title',
  ({ engine, worker, starts }) => {
    test('only reads what an init container fills', () => {
      const { spec } = worker(render({ engine, command: [starts] }));
      const filler = spec.initContainers?.find(({ name }) => name === 'fill-cache');
      expect(filler).toMatchObject({ image: fill.image, securityContext: { readOnlyRootFilesystem: true } });
      expect(filler?.volumeMounts).toContainEqual({ name: 'claim-cache', mountPath: '/cache' });
      expect(filler?.env?.map(({ name }) => name)).toEqual(expect.arrayContaining(['DATA_URI', 'DATA_VERSION', 'KEY']));
      expect(spec.containers[0]?.volumeMounts).toContainEqual({
        name: 'claim-cache',
        mountPath: '/cache',
        readOnly: true,
      });
      expect(filler?.command?.[4]).toBe(spec.containers[0]?.env?.find(({ name }) => name === 'DATA_PATH')?.value);
    });
  },
);

test('each version has a folder of its own, the same for every training', () => {
  expect(pathOf()).toMatch(/^\/cache\/[a-z0-9]{8}$/);
  expect(pathOf({ image: 'registry.example.com/other:1' })).toBe(pathOf());
  expect(pathOf({ data: { ...data, revision: 'v4' } })).not.toBe(pathOf());
});

test('a cache decides no run', () => {
  const name = (props: Partial<TrainingJobProps>) => only(render(props), 'Job').metadata.name;
  expect(name({ cache: undefined })).toBe(name({}));
});

test.each<[string, Partial<TrainingJobProps>, string]>([
  ['a cache of no version', { data: undefined }, 'missing-prop'],
  ['a cache that nobody can fill', { cache: { ...cache, at: shared.at('/cache', { readOnly: true }) } }, 'not-allowed'],
  ['a filler without command', { cache: { ...cache, fill: { ...fill, command: undefined } } }, 'missing-prop'],
  [
    'a cache of one node for several workers',
    { workers: 2, cache: { ...cache, at: Claim.reference({ name: 'one' }).at('/cache') } },
    'claim-single-node',
  ],
])('%s is an error', (_what, props, code) => {
  const codes = () => {
    try {
      render(props);
    } catch (error) {
      return (error as MlopsError).codes;
    }
    return [];
  };
  expect(codes()).toEqual([code]);
});

describe('the script that fills it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cache-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const command = pod().spec.initContainers?.[0]?.command ?? [];
  const [script = ''] = command.slice(2, 3);
  const target = (name: string) => join(folder, name);
  /** A pod that fills a folder with the shell words of `program`. */
  const filler = (name: string, host: string, program: string) =>
    run('sh', ['-c', script.replace('sleep 5', 'sleep 0.1'), 'fill-cache', target(name), 'sh', '-c', program], {
      env: { ...process.env, HOSTNAME: host, LOG: target(`${name}.log`) },
    });

  test('runs the program once, though two pods come at the same time', async () => {
    const program = 'echo "$HOSTNAME" >> "$LOG"; sleep 1; echo data > "$DATA_PATH/file"';
    await Promise.all(['a', 'b'].map((host) => filler('both', host, program)));
    expect(readFileSync(target('both.log'), 'utf8').trim().split('\n')).toHaveLength(1);
    expect(readFileSync(join(target('both'), 'file'), 'utf8')).toBe('data\n');
    await filler('both', 'c', program);
    expect(readFileSync(target('both.log'), 'utf8').trim().split('\n')).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => /^both\.(lock|partial)/.test(name))).toEqual([]);
  });

  test('leaves nothing behind when the program fails, and ends as it did', async () => {
    await expect(filler('fails', 'a', 'echo half > "$DATA_PATH/file"; exit 7')).rejects.toMatchObject({ code: 7 });
    expect(readdirSync(folder).filter((name) => name.startsWith('fails'))).toEqual([]);
  });

  test('takes over from a pod that is gone', async () => {
    mkdirSync(target('gone.lock'));
    utimesSync(target('gone.lock'), 1, 1);
    const { stdout } = await filler('gone', 'b', 'echo data > "$DATA_PATH/file"');
    expect(stdout).toContain('taking over');
    expect(existsSync(join(target('gone'), 'file'))).toBe(true);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonPatch } from 'cdk8s';
import { Claim, type ClaimProps, MlopsApp, MlopsChart, ModelService, TrainingJob } from '../../lib';
import { trainingEngines } from '../../lib/training/engines';
import { environment } from '../fixtures/environment';
import { service, training } from '../fixtures/workloads';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
const file = join(folder, 'identity.lock.json');
afterAll(() => rmSync(folder, { recursive: true }));

function synth(fill: (chart: MlopsChart) => unknown): void {
  const app = new MlopsApp({ outdir: join(folder, 'dist'), identityLock: file });
  fill(new MlopsChart(app.in(environment), 'chart', { environment }));
  app.synth();
}

const claim =
  (props: Partial<ClaimProps> = {}) =>
  (chart: MlopsChart) =>
    new Claim(chart, 'data', { size: '10Gi', ...props });
const train = (image: string) => (chart: MlopsChart) => new TrainingJob(chart, 'train', { ...training, image });
const lock = () => JSON.parse(readFileSync(file, 'utf8')) as Record<string, { run?: string; inputs?: string }>;

beforeEach(() => rmSync(file, { force: true }));

test('a claim may grow, and may neither shrink nor change its access or class', () => {
  synth(claim());
  synth(claim({ size: '20Gi' }));
  expect(lock()).toEqual({
    'test/dev/PersistentVolumeClaim/data': { access: 'ReadWriteOnce', storageClass: '', size: '20Gi' },
  });
  expect(() => synth(claim({ size: '10Gi' }))).toThrow(/10Gi.*20Gi, or larger.*\[identity-changed\]/);
  expect(() => synth(claim({ size: '20Gi', access: 'ReadWriteMany' }))).toThrow(/identity-changed/);
  expect(() => synth(claim({ size: '20Gi', storageClass: 'standard' }))).toThrow(/identity-changed/);
});

test('a claim that is renamed is refused, with the entry to delete, until it is deleted', () => {
  synth(claim());
  const renamed = claim({ name: 'other' });
  expect(() => synth(renamed)).toThrow(
    /a claim that is gone.*delete the entry "test\/dev\/PersistentVolumeClaim\/data" from .*identity\.lock\.json/,
  );
  writeFileSync(file, '{}');
  synth(renamed);
  expect(Object.keys(lock())).toEqual(['test/dev/PersistentVolumeClaim/other']);
});

test('an account that is gone is refused, a service that is gone is not otherwise', () => {
  synth((chart) => new ModelService(chart, 'serve', service));
  expect(() => synth(() => {})).not.toThrow();
  expect(() => synth(claim())).toThrow(/ServiceAccount\/serve: got 'an account that is gone'/);
});

test('a selector never changes', () => {
  const serve = (label: string) => (chart: MlopsChart) =>
    new ModelService(chart, 'serve', service).objects.workload.addJsonPatch(
      JsonPatch.add('/spec/selector/matchLabels/more', label),
    );
  synth(serve('a'));
  synth(serve('a'));
  expect(() => synth(serve('b'))).toThrow(/which a cluster never changes.*\[identity-changed\]/);
});

test('a new image asks for a new run, and the lock follows', () => {
  synth(train('app:1'));
  const first = lock()['test/dev/Job/train']?.run;
  synth(train('app:2'));
  expect(lock()['test/dev/Job/train']?.run).not.toBe(first);
});

test('another name of a run with the same inputs is refused: the training would repeat', () => {
  synth(train('app:1'));
  const old = lock();
  writeFileSync(
    file,
    JSON.stringify({ ...old, 'test/dev/Job/train': { ...old['test/dev/Job/train'], run: 'zzzzzzzz' } }),
  );
  expect(() => synth(train('app:1'))).toThrow(/its declared inputs are the same.*\[identity-changed\]/);
});

test.each(trainingEngines)('a run is locked on every engine: $name', (engine) => {
  const run = (image: string) => (chart: MlopsChart) =>
    new TrainingJob(chart, 'train', { ...training, command: ['local:///app/train.py'], image, engine });
  synth(run('app:1'));
  const [key = '', entry] = Object.entries(lock()).find(([, { inputs }]) => inputs !== undefined) ?? [];
  expect(key).toMatch(/^test\/dev\/\w+\/train$/);
  writeFileSync(file, JSON.stringify({ ...lock(), [key]: { ...entry, run: 'zzzzzzzz' } }));
  expect(() => synth(run('app:1'))).toThrow(/its declared inputs are the same.*\[identity-changed\]/);
  synth(run('app:2'));
  expect(lock()[key]?.run).not.toBe(entry?.run);
});

test('nothing is written when a check fails, and a broken lock is never overwritten', () => {
  writeFileSync(file, 'not json');
  expect(() => synth(claim())).toThrow(/an identity lock.*\[bad-lock\]/);
  expect(readFileSync(file, 'utf8')).toBe('not json');
});

import { type Environment, TrainingJob, type TrainingJobProps } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { objectsOf, only, training } from '../fixtures/workloads';

function jobSpec(changes: Partial<TrainingJobProps>, facts: Partial<Environment['platform']> = {}) {
  const settings = { environment: { ...environment, platform: { ...platform, ...facts } } };
  return only(
    objectsOf((scope) => new TrainingJob(scope, 'train', { ...training, ...changes }), settings),
    'Job',
  ).spec;
}

test('failures are counted for each worker, and for all of them only when asked', () => {
  const spec = jobSpec({ workers: 4, retriesPerWorker: 2 });
  expect(spec).toMatchObject({ completionMode: 'Indexed', backoffLimitPerIndex: 2 });
  expect(spec).not.toHaveProperty('backoffLimit');
  expect(jobSpec({ workers: 4, retriesPerWorker: 2, retries: 6 })).toMatchObject({ backoffLimit: 6 });
  expect(jobSpec({ workers: 4, retriesPerWorker: 2, maxFailedWorkers: 1 })).toMatchObject({ maxFailedIndexes: 1 });
  expect(jobSpec({ retriesPerWorker: 2 })).toMatchObject({ completionMode: 'Indexed', completions: 1 });
});

test('a training has succeeded when those workers have that it names', () => {
  const rules = (success: TrainingJobProps['success']) => jobSpec({ workers: 8, success })['successPolicy'];
  expect(rules({ workers: [5, 0, 2, 3, 4] })).toEqual({ rules: [{ succeededIndexes: '0,2-5' }] });
  expect(rules({ count: 6 })).toEqual({ rules: [{ succeededCount: 6 }] });
  expect(rules({ workers: [0, 1], count: 1 })).toEqual({ rules: [{ succeededIndexes: '0-1', succeededCount: 1 }] });
});

test.each<[string, Partial<TrainingJobProps>, string, RegExp]>([
  ['retries by worker before 1.29', { retriesPerWorker: 1 }, '1.28', /1\.29 or newer.*\[version-too-old\]/],
  ['an early success before 1.31', { success: { count: 1 } }, '1.30', /1\.31 or newer.*\[version-too-old\]/],
  ['a worker that there is not', { workers: 2, success: { workers: [2] } }, '1.34', /0 to 1.*\[out-of-range\]/],
  ['more successes than workers', { workers: 2, success: { count: 3 } }, '1.34', /at most 2.*\[out-of-range\]/],
  ['failed workers that nobody counts', { maxFailedWorkers: 1 }, '1.34', /maxFailedWorkers: .*\[not-allowed\]/],
  [
    'more failed workers than there are',
    { workers: 2, retriesPerWorker: 1, maxFailedWorkers: 3 },
    '1.34',
    /at most 2.*\[out-of-range\]/,
  ],
  ['a success that says nothing', { success: {} }, '1.34', /workers or count.*\[missing-prop\]/],
])('refuses %s', (_what, changes, kubernetes, words) => {
  expect(() => jobSpec(changes, { kubernetes })).toThrow(words);
});

test('the versions that have them do not complain', () => {
  expect(jobSpec({ retriesPerWorker: 1 }, { kubernetes: '1.29' })).toHaveProperty('backoffLimitPerIndex');
  expect(jobSpec({ success: { count: 1 } }, { kubernetes: '1.31' })).toHaveProperty('successPolicy');
});

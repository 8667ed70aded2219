import { ApiObject } from 'cdk8s';
import { MlopsApp, MlopsChart, MlopsError, ModelService, type ProblemCode, problemCodes } from '../../lib';
import { environment } from '../fixtures/environment';
import { chart, service } from '../fixtures/workloads';
import { appCases } from './app-cases';
import { problemCases } from './problem-cases';

const cases = { ...problemCases, ...appCases };
/** Warnings pass; they have a test of their own below. */
const warnings: readonly ProblemCode[] = ['unknown-kind'];

function problemsOf(act: () => unknown): MlopsError {
  try {
    act();
  } catch (error) {
    if (error instanceof MlopsError) return error;
    throw error;
  }
  throw new Error('nothing was raised');
}

test('every code has a case', () => {
  expect([...Object.keys(cases), ...warnings].sort()).toEqual(Object.keys(problemCodes).sort());
});

test.each(Object.entries(cases))('%s is raised by its minimal input, alone', (code, { raises }) => {
  expect(problemsOf(raises).codes).toEqual([code]);
});

test.each(Object.entries(cases))('the near miss of %s passes', (_code, { passes }) => {
  expect(passes).not.toThrow();
});

test('an unknown kind passes with one warning that names the checks it missed', () => {
  const app = new MlopsApp();
  const home = new MlopsChart(app.in(environment), 'chart', { environment });
  for (const name of ['a', 'b'])
    new ApiObject(home, name, { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name } });
  expect(app.finish()).toHaveLength(2);
  expect(app.warnings.map(({ code }) => code)).toEqual(['unknown-kind']);
  expect(app.warnings[0]?.remedy).toMatch(/sync wave.*Kinds\.define/);
});

test('all problems of a construct come at once, each with path, value, allowed values, remedy and code', () => {
  const { problems, message } = problemsOf(
    () => new ModelService(chart(), 'prices', { ...service, replicas: -1, port: 0, drain: '5 minutes' as '5m' }),
  );
  expect(problems.map(({ code, path }) => [code, path])).toEqual([
    ['out-of-range', 'chart/prices: port'],
    ['out-of-range', 'chart/prices: replicas'],
    ['bad-duration', 'chart/prices: drain'],
  ]);
  expect(message.split('\n')[0]).toBe(
    'chart/prices: port: got 0, allowed an integer from 1 to 65535; give an integer from 1 to 65535 [out-of-range]',
  );
});

import type { FinishedObject } from '../../lib';
import { at, together } from '../../lib/app/checks/app-check';

function object(name: string): FinishedObject {
  return { json: { apiVersion: 'v1', kind: 'Pod', metadata: { name } }, path: name, file: 'dev/chart' };
}

test('a check that compares objects gets what it keeps of each', () => {
  const start = together(
    (one) => (one.path === 'other' ? undefined : { ...one, path: `${one.path}-kept` }),
    (finished) =>
      finished.flatMap((found) => at(found, 'not-allowed', { got: found.json.metadata.name, allowed: '', remedy: '' })),
  );
  const check = start([]);
  for (const name of ['a', 'other', 'b']) expect(check.see(object(name))).toEqual([]);
  expect(check.end?.().map(({ path, got }) => [path, got])).toEqual([
    ['a-kept', "'a'"],
    ['b-kept', "'b'"],
  ]);
  expect(start([]).end?.()).toEqual([]);
});

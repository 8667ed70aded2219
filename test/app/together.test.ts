import type { FinishedObject } from '../../lib';
import { at, together } from '../../lib/app/checks/app-check';

function object(name: string): FinishedObject {
  return { json: { apiVersion: 'v1', kind: 'Pod', metadata: { name } }, path: name, file: 'dev/chart' };
}

test('a check that compares objects gets those that it needs, with their content of the end', () => {
  const start = together(
    ({ json }) => json.metadata.name !== 'other',
    (finished) =>
      finished.flatMap((found) => at(found, 'not-allowed', { got: found.json.metadata.name, allowed: '', remedy: '' })),
  );
  const check = start();
  for (const name of ['a', 'other', 'b']) expect(check.see(object(name), object(`${name}-later`))).toEqual([]);
  expect(check.end?.().map(({ path, got }) => [path, got])).toEqual([
    ['a-later', "'a-later'"],
    ['b-later', "'b-later'"],
  ]);
  expect(start().end?.()).toEqual([]);
});

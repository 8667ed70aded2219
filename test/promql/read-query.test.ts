import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parsed } from '../../lib/promql/grammar';
import { queryShape } from '../../lib/promql/query-shape';
import { readingOf, readQuery } from '../../lib/promql/read-query';
import { file, ownReadings } from '../../runtime/own-queries';

test.each([
  ['sum by (a) (rate(foo_total{x="1"}[5m])) / on (a) group_left bar', ['foo_total', 'bar']],
  ['up == 0 or absent(up{job="x"})', ['up']],
  ['histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m])))', ['x_bucket']],
  ['time() - max(foo)', ['foo']],
  ['max_over_time(rate(a:b:c[5m])[1h:5m] offset 1d)', ['a:b:c']],
  ['vector(1)', []],
])('%s reads the series it reads', (expression, series) => {
  expect(readQuery(expression)).toMatchObject({ problem: undefined, series });
});

test.each([
  ['sum(up', "cannot be read at 'its end'"],
  ['foo bar', "cannot be read at 'bar'"],
  ['ratee(foo[5m])', "cannot be read at '(foo[5m])'"],
  ['', 'is empty'],
  ['{job="x"}', 'a selector without the name of a metric'],
])('%s is not a query', (expression, problem) => {
  expect(readQuery(expression).problem).toContain(problem);
});

test.each([
  ['sum(rate(a[5m])) == 0', 'sum(rate(a[5m]))'],
  ['a > 0.1 and b > 0.1', 'a'],
  ['(sum(up) or vector(0)) == 0', '(sum(up) or vector(0))'],
  ['sum(a)', undefined],
])('what %s compares is its left side', (expression, compared) => {
  expect(readQuery(expression).compared).toBe(compared);
});

const names = fc.constantFrom('up', 'x', 'a:b:c', ':a', 'Sum', 'by_', 'foo_total', 'le');
const numbers = fc.constantFrom('0', '1.5', '.5', '1.', '1e-5', '0x1F', '5m', '1h30m', 'Inf', '2 * 86400');
const texts = fc.constantFrom('"a"', '""', '"a\\"b"', "'a\"b'", '`"`', '"x{}[5m]"', '"é"');
const glue = fc.constantFrom(
  ' ',
  '',
  ' + ',
  ' > ',
  ' > bool ',
  ' and on (a) ',
  ' by (le) ',
  '(',
  ')',
  '{',
  '}',
  '=',
  '=~',
  ',',
);
const ranges = fc.constantFrom(
  '[5m]',
  '[1h:5m]',
  '[1h:]',
  ' offset 1d',
  ' @ start()',
  'rate(',
  'sum (',
  '# " x\n',
  '\n',
);
const queries = fc
  .array(fc.oneof(names, numbers, texts, glue, ranges), { maxLength: 20 })
  .map((parts) => parts.join(''));
const selectors = fc
  .tuple(names, names, texts, numbers)
  .map(([of, label, text, by]) => `${of}{${label}=~${text}} > ${by}`);

test('a query is read by its shape as the grammar reads it', () => {
  fc.assert(
    fc.property(fc.oneof(queries, selectors), (query) => {
      expect(readingOf(query)).toEqual(parsed(query));
    }),
    { numRuns: 2000 },
  );
});

test('queries that differ in names, texts, numbers and times have one shape', () => {
  const shapes = ['rate(a_total{job="x"}[5m]) > 0.5', 'rate(b_c{le=""}[30m]) > 10'].map(
    (query) => queryShape(query).text,
  );
  expect(shapes).toEqual(Array(2).fill('rate(x{x=""}[1s]) > 0'));
});

test('the readings of the own queries are those of the grammar', () => {
  expect(readFileSync(file, 'utf8')).toBe(ownReadings());
});

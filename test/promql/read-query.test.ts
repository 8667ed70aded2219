import { readQuery } from '../../lib/promql/read-query';

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

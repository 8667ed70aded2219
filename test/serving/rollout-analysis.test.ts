import type { AnalysisMetric } from '../../imports/rollouts';
import { failures, type MlopsError, measured, slowerThan } from '../../lib';
import { readQuery } from '../../lib/promql/read-query';
import { answers, metricsOf, type Phase } from './measurements';

/**
 * The conditions use only what Argo's language has in common with JavaScript; test/full asks Argo's own code the same.
 */
function holds(condition: string, result: readonly number[]): boolean {
  const judge = new Function('result', 'len', 'isInf', `return ${condition}`);
  return judge(
    result,
    (list: readonly number[]) => list.length,
    (x: number) => Math.abs(x) === Number.POSITIVE_INFINITY,
  );
}

function phaseOf({ successCondition, failureCondition }: AnalysisMetric, result: readonly number[]): Phase {
  if (holds(failureCondition, result)) return 'Failed';
  return holds(successCondition, result) ? 'Successful' : 'Inconclusive';
}

const numbers: Readonly<Record<string, number>> = {
  '+Inf': Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
};
const written = metricsOf();

test.each(answers)('$metric: $says is $phase', ({ metric, vector, phase }) => {
  const result = vector.map((text) => numbers[text] ?? Number(text));
  expect(phaseOf(written.get(metric) as AnalysisMetric, result)).toBe(phase);
});

test('every metric ends by itself, and one bad or silent measurement is enough', () => {
  expect([...written.keys()].sort()).toEqual([...new Set(answers.map(({ metric }) => metric))].sort());
  for (const { count, interval, failureLimit, inconclusiveLimit } of written.values()) {
    expect([count, interval, failureLimit, inconclusiveLimit]).toEqual([5, '1m', 0, 0]);
  }
});

test('every query is PromQL, and every judgement asks for the minimum of requests', () => {
  for (const [name, { provider }] of written) {
    const { query } = provider.prometheus;
    expect(readQuery(query).problem).toBeUndefined();
    if (name !== 'traffic')
      expect(query).toMatch(/ and on \(\) \(sum\(increase\(requests_total\{[^}]*\}\[5m\]\)\) >= 100\)$/);
  }
});

test('versions are told apart by the hash in the names of their pods', () => {
  const query = written.get('failures-above-stable')?.provider.prometheus.query ?? '';
  expect(query.match(/pod=~"prices-(new|old)-\.\+"/g)).toHaveLength(5);
});

test('units that Argo does not read are written in hours', () => {
  expect([...metricsOf({ interval: '2d' }).values()].map(({ interval }) => interval)).toContain('48h');
});

const codes = (changes: Parameters<typeof metricsOf>[0]) => {
  try {
    metricsOf(changes);
  } catch (error) {
    return (error as MlopsError).codes;
  }
  return [];
};

test.each([
  ['a query that is not PromQL', measured('mood', 'avg(prediction_confidence{$version}', { atLeast: 1 }), 'bad-query'],
  ['a metric that nothing exports', measured('mood', 'avg(mood{$version})', { atLeast: 1 }), 'unknown-metric'],
  ['a query over both versions', measured('mood', 'avg(prediction_confidence)', { atLeast: 1 }), 'not-allowed'],
  ['a name that Argo refuses', measured('My mood', 'avg(prediction_confidence{$version})', { atLeast: 1 }), 'bad-name'],
  ['a bound without bucket', slowerThan('300ms', { atMost: 0.05 }), 'objective-without-bucket'],
  ['a time that is none', slowerThan('soon' as '1s', { atMost: 0.05 }), 'bad-duration'],
  ['a check without limit', failures({}), 'missing-prop'],
])('%s is refused', (_says, check, code) => {
  expect(codes({ checks: [check] })).toEqual([code]);
});

test('two checks of one name are refused, and one with the name of the guard', () => {
  expect(codes({ checks: [measured('traffic', 'avg(prediction_confidence{$version})', { atLeast: 1 })] })).toEqual([
    'duplicate-name',
  ]);
  expect(codes({ checks: [failures({ atMost: 0.1 }), failures({ aboveStable: 0.1 })] })).toEqual(['duplicate-name']);
});

import { type Duration, duration } from '../../duration';
import type { Field } from '../../problems';
import { checkQuery } from '../../promql/check-query';
import { type Check, integer, listOf, record, required } from '../../shape';
import { type Metrics, seriesOf } from '../../vocabulary/metrics';
import { type HasPrometheus, hasPrometheus } from '../../vocabulary/prometheus';
import { type Verdict, verdict, verdictQuery } from './verdict';

/**
 * What decides about a new version. Without enough requests, or without one clear number, nothing is decided: the
 * rollout stops and waits for a person.
 */
export interface Analysis {
  /** Who is asked: the environment's MonitoringStack, or `prometheusAt()`. */
  readonly from: HasPrometheus;
  /** What must be true of the new version. */
  readonly checks: readonly Verdict[];
  /** Requests that it must have had in the window before anything is decided. @default 100 */
  readonly minRequests?: number;
  /** Time over which requests are counted. @default '5m' */
  readonly window?: Duration;
  /** Time between two measurements. @default '1m' */
  readonly interval?: Duration;
  /** Measurements, all of which must be good. @default 5 */
  readonly count?: number;
}

/** The measurement that says how many requests there were. */
export const trafficMetric = 'traffic';

/** Whether a check compares with the stable version. */
export function comparesVersions({ checks }: Analysis): boolean {
  return checks.some(({ limits }) => limits.aboveStable !== undefined || limits.belowStable !== undefined);
}

export const analysis: Check<Analysis> = record<Analysis>(
  {
    from: required(hasPrometheus),
    checks: required(listOf(verdict, 1)),
    minRequests: integer(0),
    window: duration,
    interval: duration,
    count: integer(1, 1000),
  },
  ({ minRequests, checks }, field) => {
    if (minRequests === 0) {
      field.at('minRequests').problem('analysis-without-traffic', {
        got: minRequests,
        allowed: 'at least 1',
        remedy: 'ask for so many requests that a share of them says something; without any a broken version looks good',
      });
    }
    const names = [trafficMetric, ...checks.map(({ name }) => name)];
    if (new Set(names).size < names.length) {
      field.at('checks').problem('duplicate-name', { got: names, allowed: 'each once', remedy: 'keep one of them' });
    }
  },
);

/** Whether the service exports what its analysis reads. */
export function analysisOnMetrics({ checks }: Analysis, metrics: Metrics | undefined, field: Field): void {
  if (metrics?.requests === undefined) {
    undeclared('requests', field);
    return;
  }
  const series = new Set(seriesOf(metrics));
  for (const [index, check] of checks.entries()) {
    const at = field.at('checks').at(index);
    const before = at.problems.length;
    if (check.signal !== undefined) continue; // it is checked with the service's other signals
    if (check.of === 'slow') bucketOf(check, metrics, at);
    if (at.problems.length > before) continue;
    checkQuery(verdictQuery(check, metrics, { matchers: 'pod="one"', window: '5m' }), series, at.at('query'));
  }
}

function bucketOf({ within = 0 }: Verdict, { latency }: Metrics, field: Field): void {
  if (latency === undefined) undeclared('latency', field);
  else if (!latency.buckets.includes(within))
    field.problem('objective-without-bucket', {
      got: `${within} s`,
      allowed: `buckets of ${latency.name}: ${latency.buckets.join(', ')} s`,
      remedy: `add the bucket ${within} to the histogram, or choose one of these`,
    });
}

function undeclared(what: 'requests' | 'latency', field: Field): void {
  field.problem('unknown-metric', {
    got: `an analysis without metrics.${what}`,
    allowed: `a service that declares metrics.${what}`,
    remedy: `declare it: metrics: { port, ${what}: { name: ... } }`,
  });
}

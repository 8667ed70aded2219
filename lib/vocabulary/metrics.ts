import { type Check, integer, listOf, record, required, text, wrongType } from '../shape';

/** A counter of requests. */
export interface RequestCounter {
  /** Name as it is read, such as `request_count_total`. */
  readonly name: string;
  /** Label matchers of the requests that failed by the service's own fault, such as `status=~"5.."`. */
  readonly failed: string;
}

/** A histogram of latencies in seconds. */
export interface LatencyHistogram {
  /** Base name, such as `request_latency_seconds`. */
  readonly name: string;
  /** Upper bounds of its buckets in seconds, rising; an objective needs a bucket of its own. */
  readonly buckets: readonly number[];
}

/** Metrics that a container exports in the Prometheus format. @see https://prometheus.io/docs/practices/naming/ */
export interface Metrics {
  /** Port that only monitoring reaches. */
  readonly port: number;
  /** @default '/metrics' */
  readonly path?: string;
  /** Requests, for rates, errors and availability. @default unknown: no rules about them */
  readonly requests?: RequestCounter;
  /** Latencies, for percentiles and objectives. @default unknown: no rules about them */
  readonly latency?: LatencyHistogram;
  /** Further series that it exports, by the names that a query uses. @default none */
  readonly names?: readonly string[];
}

const bound: Check<number> = (value, field) => {
  if (typeof value !== 'number' || !(value > 0)) wrongType(field, value, 'seconds above 0');
};

const rising: Check<readonly number[]> = (bounds, field) => {
  const before = field.problems.length;
  listOf(bound, 1)(bounds, field);
  if (field.problems.length > before) return;
  if (bounds.some((value, index) => index > 0 && value <= (bounds[index - 1] ?? 0))) {
    field.problem('not-allowed', { got: bounds, allowed: 'rising bounds', remedy: 'sort them, each once' });
  }
};

/** As Prometheus has it. */
const metricName: Check<string> = (value, field) => {
  text(value, field);
  if (typeof value === 'string' && !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(value)) {
    field.problem('bad-name', {
      got: value,
      allowed: 'letters, digits, _ and :',
      remedy: 'give the name of the metric',
    });
  }
};

export const metrics: Check<Metrics> = record<Metrics>({
  port: required(integer(1, 65535)),
  path: text,
  requests: record<RequestCounter>({ name: required(metricName), failed: required(text) }),
  latency: record<LatencyHistogram>({ name: required(metricName), buckets: required(rising) }),
  names: listOf(metricName),
});

/** The names of all series that it exports, as queries write them. */
export function seriesOf({ requests, latency, names = [] }: Metrics): readonly string[] {
  return [
    ...names,
    ...(requests === undefined ? [] : [requests.name]),
    ...(latency === undefined ? [] : ['bucket', 'count', 'sum'].map((suffix) => `${latency.name}_${suffix}`)),
  ];
}

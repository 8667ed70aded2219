import { duration } from '../duration';
import { integer, record } from '../shape';
import { type Signal, signalOptions } from '../vocabulary/signal';
import { makeSignal, type RateOptions } from './make-signal';

/** Settings of a percentile of the latency. */
export interface ResponseTimeOptions extends RateOptions {
  /** @default 95 */
  readonly percentile?: number;
}

/** Requests that the service answers in a second; of `metrics.requests`. */
export function requestsPerSecond(options: RateOptions = {}): Signal {
  const { window = '2m' } = options ?? {};
  return makeSignal(options, record<RateOptions>({ ...signalOptions, window: duration }), {
    name: `requests:rate${window}`,
    title: 'Requests a second',
    unit: 'reqps',
    kind: 'sum',
    exportedBy: 'pods',
    reads: 'requests',
    query: ({ metrics, own }) => `sum(rate(${metrics.requests?.name}{${own}}[${window}]))`,
  });
}

/** Seconds within which 95 per cent of the requests are answered; of `metrics.latency`. Without any request it is 0. */
export function responseTime(options: ResponseTimeOptions = {}): Signal {
  const { window = '2m', percentile = 95 } = options ?? {};
  const shape = record<ResponseTimeOptions>({ ...signalOptions, window: duration, percentile: integer(1, 99) });
  return makeSignal(options, shape, {
    name: `request_latency_seconds:p${percentile}_${window}`,
    title: `Latency, p${percentile}`,
    unit: 's',
    kind: 'level',
    exportedBy: 'pods',
    reads: 'latency',
    query: ({ metrics, own }) => {
      const rate = (suffix: string) => `rate(${metrics.latency?.name}_${suffix}{${own}}[${window}])`;
      const value = `histogram_quantile(${percentile / 100}, sum by (le) (${rate('bucket')})) >= 0`;
      return `(${value}) or (sum(${rate('count')}) == 0)`;
    },
  });
}

import { dnsName } from '../../names';
import { type Check, integer, record } from '../../shape';
import { katibAlgorithms, katibRefused } from './katib-algorithms';
import { type KatibMetrics, katibCollectors } from './katib-metrics';
import type { KatibAlgorithm } from './katib-settings';
import { variant } from './variant';

/** Ends a trial that is worse than the average of the earlier ones at the same step. @see https://www.kubeflow.org/docs/components/katib/user-guides/early-stopping/ */
export interface MedianStop {
  /** Trials that succeed before any is ended. @default 3 */
  readonly minTrials?: number;
  /** Values of the metric that a trial reports before it may be ended. @default 4 */
  readonly startStep?: number;
}

export interface KatibOptions {
  /** How points are chosen. @default { name: 'random' } */
  readonly algorithm?: KatibAlgorithm;
  /** Where the metrics are found. @default { from: 'StdOut' } */
  readonly metrics?: KatibMetrics;
  /** Needs metrics of StdOut or File, with times. @default no trial is ended early */
  readonly earlyStopping?: MedianStop;
  /** Namespace in which Katib runs. @default 'kubeflow' */
  readonly namespace?: string;
}

/** The options, complete. */
export interface KatibSettings extends Required<Pick<KatibOptions, 'algorithm' | 'metrics' | 'namespace'>> {
  readonly earlyStopping?: MedianStop;
}

export function settled({ algorithm, metrics, earlyStopping, namespace }: KatibOptions): KatibSettings {
  return {
    algorithm: algorithm ?? { name: 'random' },
    metrics: metrics ?? { from: 'StdOut' },
    namespace: namespace ?? 'kubeflow',
    ...(earlyStopping !== undefined && { earlyStopping }),
  };
}

const algorithms = Object.fromEntries(
  Object.entries(katibAlgorithms).map(([name, { shape }]) => [name, record(shape as never)]),
);
const collectors = Object.fromEntries(Object.entries(katibCollectors).map(([kind, { check }]) => [kind, check]));

export const katibOptions: Check<KatibOptions> = record<KatibOptions>({
  algorithm: variant<KatibAlgorithm>('name', algorithms, katibRefused),
  metrics: variant<KatibMetrics>('from', collectors),
  earlyStopping: record<MedianStop>({ minTrials: integer(1), startStep: integer(1) }),
  namespace: dnsName,
});

import { bucketPattern } from '../promql/matchers';
import { type Value, value } from '../value';
import type { HasWatched } from '../vocabulary/watched';
import { type Panel, quoted, type Rule } from './rules';

/** A promise about a service's requests over 30 days; made by `availability()` or `latency()`. */
export type Objective = Value<{
  readonly of: HasWatched;
  readonly kind: 'availability' | 'latency';
  /** Percentage of the requests that must be good. */
  readonly target: number;
  /** Bound of a good answer in seconds; for latency. */
  readonly within?: number;
}>;

/** At least this percentage of the requests does not fail. */
export function availability(of: HasWatched, target: number): Objective {
  return value('objective', { of, kind: 'availability', target });
}

/** Percentiles that must stay below a time, such as `{ p95: '250ms' }`. */
export type LatencyTargets = Readonly<Partial<Record<`p${number}`, `${number}${'ms' | 's'}`>>>;

/** At least so many per cent of the requests are answered in time: `latency(service, { p95: '250ms' })`. */
export function latency(of: HasWatched, targets: LatencyTargets): Objective {
  const [[percentile, time = ''] = ['', '']] = Object.entries(targets);
  const within = Number.parseFloat(time) / (time.endsWith('ms') ? 1000 : 1);
  return value('objective', { of, kind: 'latency', target: Number(percentile.slice(1)), within });
}

const windows = ['5m', '30m', '1h', '6h'] as const;
type Window = (typeof windows)[number];

/** Two windows and a speed: the long one says that it matters, the short one that it still happens. */
interface Burn {
  readonly alert: string;
  readonly long: Window;
  readonly short: Window;
  /** How many times faster than allowed the error budget of 30 days is used up. */
  readonly speed: number;
  readonly severity: 'critical' | 'warning';
}

/** @see https://sre.google/workbook/alerting-on-slos/ */
const burns: readonly Burn[] = [
  { alert: 'ObjectiveBurnsFast', long: '1h', short: '5m', speed: 14.4, severity: 'critical' },
  { alert: 'ObjectiveBurns', long: '6h', short: '30m', speed: 6, severity: 'warning' },
];

export function objectiveName({ of, kind, target }: Objective): string {
  return `${of.watched.name}-${kind}-${target}`;
}

/** Share of bad requests; no value without any request, so that silence is never a broken promise. */
function badRatio({ of: { watched }, kind, within }: Objective, window: Window): string {
  const { requests, latency: histogram } = watched.metrics ?? {};
  const job = `job=${quoted(watched.name)}`;
  if (kind === 'availability') {
    const all = `sum(rate(${requests?.name}{${job}}[${window}]))`;
    return `(sum(rate(${requests?.name}{${job},${requests?.failed}}[${window}])) or vector(0)) / (${all} > 0)`;
  }
  const all = `sum(rate(${histogram?.name}_count{${job}}[${window}]))`;
  return `1 - sum(rate(${histogram?.name}_bucket{${job},le=~"${bucketPattern(within ?? 0)}"}[${window}])) / (${all} > 0)`;
}

export function objectiveRules(objective: Objective): readonly Rule[] {
  const slo = objectiveName(objective);
  const service = objective.of.watched.name;
  const budget = 1 - objective.target / 100;
  const ratio = (window: Window) => `objective:bad_requests:ratio_rate${window}{objective=${quoted(slo)}}`;
  return [
    ...windows.map((window) => ({
      record: `objective:bad_requests:ratio_rate${window}`,
      expr: badRatio(objective, window),
      labels: { objective: slo, service },
    })),
    ...burns.map(({ alert, long, short, speed, severity }): Rule => {
      const limit = round(Math.min(speed * budget, (1 + budget) / 2));
      return {
        alert,
        expr: `${ratio(long)} > ${limit} and ${ratio(short)} > ${limit}`,
        severity,
        labels: { objective: slo },
        summary: `${slo}: the error budget of 30 days is used up ${speed} times too fast`,
        action: 'compare with the last change of image, model and traffic; going back in Git is the rollback',
      };
    }),
  ];
}

export function objectivePanel(objective: Objective): Panel {
  const slo = objectiveName(objective);
  return {
    title: `Error budget used, ${slo}`,
    queries: windows.map((window) => ({
      expr: `objective:bad_requests:ratio_rate${window}{objective=${quoted(slo)}} / ${round(1 - objective.target / 100)}`,
      legend: `speed over ${window}`,
    })),
  };
}

function round(number: number): number {
  return Number(number.toFixed(6));
}

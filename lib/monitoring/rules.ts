import type { Duration } from '../duration';

/** How soon somebody must look: now, today, or when there is time. */
export type Severity = 'critical' | 'warning' | 'info';

/** A query whose result is kept under a name. @see https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
export interface Recording {
  /** `level:metric:operation`. */
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A condition that calls somebody. @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ */
export interface Alert {
  /** Its name, in UpperCamelCase. */
  readonly alert: string;
  /** True while it returns anything. */
  readonly expr: string;
  /** How long it must be true. @default at once */
  readonly for?: Duration;
  readonly severity: Severity;
  readonly labels?: Readonly<Record<string, string>>;
  /** One line: what is wrong. */
  readonly summary: string;
  /** What to look at first. */
  readonly action: string;
}

export type Rule = Recording | Alert;

/** One graph, or one number, on a dashboard. */
export interface Panel {
  readonly title: string;
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
  /** Unit as Grafana names it, such as `reqps`, `percentunit`, `s`, `bytes`. @default a plain number */
  readonly unit?: string;
  /** @default 'timeseries' */
  readonly type?: 'timeseries' | 'stat';
}

export function isAlert(rule: Rule): rule is Alert {
  return 'alert' in rule;
}

export { quoted } from '../promql/matchers';

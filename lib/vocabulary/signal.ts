import { type Duration, duration } from '../duration';
import type { Field } from '../problems';
import { quoted } from '../promql/matchers';
import { type Check, made, oneOf, record, wrongType } from '../shape';
import type { Value } from '../value';
import type { Labels } from './labels';
import type { Metrics } from './metrics';

/** When somebody is told of a signal. */
export interface SignalAlert {
  /** Told while it is above this. @default no such limit */
  readonly above?: number;
  /** Told while it is below this. @default no such limit */
  readonly below?: number;
  /** How long it must be so. @default '10m' */
  readonly for?: Duration;
  /** @default 'warning' */
  readonly severity?: 'critical' | 'warning' | 'info';
}

/** What every signal can be told. */
export interface SignalOptions {
  /** What an autoscaler holds it at, in its own unit; a sum over pods is divided by them. @default none: it scales nothing */
  readonly target?: number;
  /** @default nobody is told */
  readonly alert?: SignalAlert;
}

/** Of what a signal is computed: the pods of a service, or those of one version of it. */
export interface SignalSubject {
  readonly metrics: Metrics;
  /** Label matchers of the series that its pods export. */
  readonly own: string;
  /** Label matchers of the series that others export about its pods. */
  readonly pods: string;
}

/** Label matchers of the pods that a Deployment or a Rollout makes. */
export function podsOf(workload: string, labels: Labels): string {
  const matchers = Object.entries(labels).map(([key, text]) => `${key}=${quoted(text)}`);
  return [...matchers, `pod=~${quoted(`${workload}-[a-z0-9]+-[a-z0-9]{5}`)}`].join(',');
}

/** One measure of a service, declared once: recorded, scaled on, alerted on, shown and judged under one name. */
export type Signal = Value<{
  /** Name of the recorded series, and of the metric that autoscalers ask for. */
  readonly record: string;
  readonly title: string;
  /** As Grafana names it. @default a plain number */
  readonly unit?: string;
  /** `sum`: over all pods, so that more pods do not change it; `level`: falls as pods are added. */
  readonly kind: 'sum' | 'level';
  /** Who exports what it reads: the service's own pods, the cluster's exporter of GPUs, or something else. */
  readonly exportedBy: 'pods' | 'gpus' | 'others';
  /** Part of the service's `metrics` that it reads. @default none */
  readonly reads?: 'requests' | 'latency';
  readonly options: SignalOptions;
  /** PromQL that gives one number. */
  readonly query: (subject: SignalSubject) => string;
  readonly check: (field: Field) => void;
}>;

/** The recorded series of one service. */
export function recorded({ record: name }: Signal, service: string, namespace: string | undefined): string {
  const matchers = [
    ...(namespace === undefined ? [] : [`namespace=${quoted(namespace)}`]),
    `service=${quoted(service)}`,
  ];
  return `${name}{${matchers.join(',')}}`;
}

const number: Check<number> = (value, field) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) wrongType(field, value, 'a number');
};

/** Quantities of Kubernetes are exact to a thousandth. */
const target: Check<number> = (value, field) => {
  if (typeof value !== 'number') return wrongType(field, value, 'a number');
  if (!(value >= 0.001 && Number(value.toFixed(3)) === value)) {
    field.problem('out-of-range', {
      got: value,
      allowed: 'a number above 0, of at most three decimal places',
      remedy: 'round it',
    });
  }
};

const alert: Check<SignalAlert> = record<SignalAlert>(
  { above: number, below: number, for: duration, severity: oneOf('critical', 'warning', 'info') },
  ({ above, below }, field) => {
    if (above === undefined && below === undefined) {
      field.problem('missing-prop', { got: 'an alert without a limit', allowed: 'above or below', remedy: 'give one' });
    }
  },
);

export const signalOptions = { target, alert };

export const signal: Check<Signal> = (candidate, field) => {
  const before = field.problems.length;
  made<Signal>('signal', 'requestsPerSecond(), vllmWaiting() or promql(...)')(candidate, field);
  if (field.problems.length > before) return;
  if (typeof candidate.record !== 'string') wrongType(field, candidate, 'a signal that is recorded, such as promql()');
  else candidate.check(field);
};

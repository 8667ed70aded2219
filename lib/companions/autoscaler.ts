import { type Duration, duration } from '../duration';
import { type Check, integer, listOf, made, record, required } from '../shape';
import { type Value, value } from '../value';
import { signal as recordedSignal, type Signal } from '../vocabulary/signal';
import type { Autoscaler } from './autoscalers/autoscaling';

/** Use of a resource over what the pods request. */
export type ResourceSignal = Value<{ readonly resource: 'cpu' | 'memory'; readonly utilization: number }>;

/** Requests that a pod takes, counted by what stands before it. */
export type RequestSignal = Value<{ readonly requests: 'concurrency' | 'rps'; readonly target: number }>;

/** What an autoscaler looks at; made by `cpu()`, `memory()`, `concurrency()`, `requestRate()`, or recorded by a stack. */
export type ScaleSignal = ResourceSignal | RequestSignal | Signal;

/** Average CPU use over what the pods request, in percent. */
export function cpu(utilization: number): ResourceSignal {
  return value('signal', { resource: 'cpu', utilization });
}

/** Average memory use over what the pods request, in percent. */
export function memory(utilization: number): ResourceSignal {
  return value('signal', { resource: 'memory', utilization });
}

/** Requests under way at once, for each pod; for engines that count requests themselves. */
export function concurrency(target: number): RequestSignal {
  return value('signal', { requests: 'concurrency', target });
}

/** Requests a second, for each pod; for engines that count requests themselves. */
export function requestRate(target: number): RequestSignal {
  return value('signal', { requests: 'rps', target });
}

export function isResource(signal: ScaleSignal): signal is ResourceSignal {
  return 'resource' in signal;
}

/** Whether a monitoring stack records it, rather than the engine or the metrics server. */
export function isRecorded(signal: ScaleSignal): signal is Signal {
  return 'record' in signal;
}

/** What it counts. */
export function signalName(signal: ScaleSignal): string {
  if (isRecorded(signal)) return signal.record;
  return isResource(signal) ? signal.resource : signal.requests;
}

/** What an engine that scales itself holds it at. */
export function signalTarget(signal: ScaleSignal): number {
  if (isRecorded(signal)) return signal.options.target ?? 0;
  return isResource(signal) ? signal.utilization : signal.target;
}

/** Replicas that follow the load. @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/ */
export interface Scale {
  /** Fewest replicas; 0 where something can start the first one. */
  readonly min: number;
  /** Most replicas. */
  readonly max: number;
  /** Signals; the one that asks for most replicas wins. */
  readonly on: readonly ScaleSignal[];
  /** Who scales, where the engine does not itself. @default hpa() */
  readonly by?: Autoscaler;
  /** How long the load stays low before replicas go, at most '1h'. @default '5m', or the start-up budget where that is longer */
  readonly settle?: Duration;
}

const signal: Check<ScaleSignal> = (candidate, field) => {
  const before = field.problems.length;
  made<ScaleSignal>('signal', 'cpu(70), memory(80), concurrency(10), requestsPerSecond({ target: 50 })')(
    candidate,
    field,
  );
  if (field.problems.length > before) return;
  if (isRecorded(candidate)) scalingSignal(candidate, field);
  else if (isResource(candidate)) integer(1, 1000)(candidate.utilization, field);
  else integer(1, 1_000_000)(candidate.target, field);
};

const scalingSignal: Check<Signal> = (candidate, field) => {
  recordedSignal(candidate, field);
  if (candidate.options?.target !== undefined) return;
  field.at('target').problem('missing-prop', {
    got: `${candidate.record} without a target`,
    allowed: 'a signal with a target',
    remedy: 'say what it is held at: target: 10',
  });
};

export const scale: Check<Scale> = record<Scale>(
  {
    min: required(integer(0)),
    max: required(integer(1)),
    on: required(listOf(signal, 1)),
    by: made<Autoscaler>('autoscaler', 'hpa() or keda({ from: stack })'),
    settle: duration,
  },
  ({ min, max, on }, field) => {
    if (min > max)
      field.problem('replicas-range', {
        got: `min ${min}, max ${max}`,
        allowed: 'min at most max',
        remedy: 'raise max, or lower min',
      });
    if (min === 0 && on.every(isResource)) {
      field.at('min').problem('scale-to-zero-unsupported', {
        got: min,
        allowed: 'at least 1 where only resources of running pods are looked at',
        remedy:
          'raise min, or scale on a signal that is there without pods, with keda() or an engine that starts from zero',
      });
    }
    const names = on.map(signalName);
    if (new Set(names).size < on.length) {
      field.at('on').problem('duplicate-name', {
        got: names,
        allowed: 'each signal once',
        remedy: 'keep one of them',
      });
    }
  },
);

import type { Construct } from 'constructs';
import type { Rendered } from '../engine';
import { emit } from '../kinds/emit';
import { type Check, integer, listOf, made, record, required } from '../shape';
import { type Value, value } from '../value';
import type { Labels } from '../vocabulary/labels';

/** Use of a resource over what the pods request. */
export type ResourceSignal = Value<{ readonly resource: 'cpu' | 'memory'; readonly utilization: number }>;

/** Requests that a pod takes, counted by what stands before it. */
export type RequestSignal = Value<{ readonly requests: 'concurrency' | 'rps'; readonly target: number }>;

/** What an autoscaler looks at; made by `cpu()`, `memory()`, `concurrency()` or `requestRate()`. */
export type ScaleSignal = ResourceSignal | RequestSignal;

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

/** What it counts. */
export function signalName(signal: ScaleSignal): 'cpu' | 'memory' | 'concurrency' | 'rps' {
  return isResource(signal) ? signal.resource : signal.requests;
}

export function signalTarget(signal: ScaleSignal): number {
  return isResource(signal) ? signal.utilization : signal.target;
}

/** Replicas that follow the load. @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/ */
export interface Scale {
  /** Fewest replicas; 0 where the engine can start from none. */
  readonly min: number;
  /** Most replicas. */
  readonly max: number;
  /** Signals; the one that asks for most replicas wins. */
  readonly on: readonly ScaleSignal[];
}

const signal: Check<ScaleSignal> = (candidate, field) => {
  const before = field.problems.length;
  made<ScaleSignal>('signal', 'cpu(70), memory(80), concurrency(10) or requestRate(100)')(candidate, field);
  if (field.problems.length > before) return;
  if (isResource(candidate)) integer(1, 1000)(candidate.utilization, field);
  else integer(1, 1_000_000)(candidate.target, field);
};

export const scale: Check<Scale> = record<Scale>(
  { min: required(integer(0)), max: required(integer(1)), on: required(listOf(signal, 1)) },
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
        remedy: 'raise min, or scale on concurrency() or requestRate() with an engine that starts from zero',
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

/** The autoscaler of a scale target; nobody else writes its replicas. */
export function autoscaler(
  scope: Construct,
  name: string,
  { min, max, on }: Scale,
  target: NonNullable<Rendered['scaleTarget']>,
  labels: Labels,
): void {
  emit(scope, 'Autoscaler', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, labels },
    spec: {
      scaleTargetRef: target,
      minReplicas: min,
      maxReplicas: max,
      metrics: on.filter(isResource).map(({ resource, utilization }) => ({
        type: 'Resource',
        resource: { name: resource, target: { type: 'Utilization', averageUtilization: utilization } },
      })),
    },
  });
}

import type { Construct } from 'constructs';
import type { Rendered } from '../engine';
import { emit } from '../kinds/emit';
import { type Check, integer, listOf, made, record, required } from '../shape';
import { type Value, value } from '../value';
import type { Labels } from '../vocabulary/labels';

/** What an autoscaler looks at; made by `cpu()` or `memory()`. */
export type ScaleSignal = Value<{ readonly resource: 'cpu' | 'memory'; readonly utilization: number }>;

/** Average CPU use over what the pods request, in percent. */
export function cpu(utilization: number): ScaleSignal {
  return value('signal', { resource: 'cpu', utilization });
}

/** Average memory use over what the pods request, in percent. */
export function memory(utilization: number): ScaleSignal {
  return value('signal', { resource: 'memory', utilization });
}

/** Replicas that follow the load. @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/ */
export interface Scale {
  /** Fewest replicas. */
  readonly min: number;
  /** Most replicas. */
  readonly max: number;
  /** Signals; the one that asks for most replicas wins. */
  readonly on: readonly ScaleSignal[];
}

const signal: Check<ScaleSignal> = (candidate, field) => {
  const before = field.problems.length;
  made<ScaleSignal>('signal', 'cpu(70) or memory(80)')(candidate, field);
  if (field.problems.length === before) integer(1, 1000)(candidate.utilization, field);
};

export const scale: Check<Scale> = record<Scale>(
  { min: required(integer(1)), max: required(integer(1)), on: required(listOf(signal, 1)) },
  ({ min, max, on }, field) => {
    if (min > max)
      field.problem('replicas-range', {
        got: `min ${min}, max ${max}`,
        allowed: 'min at most max',
        remedy: 'raise max, or lower min',
      });
    if (new Set(on.map(({ resource }) => resource)).size < on.length) {
      field.at('on').problem('duplicate-name', {
        got: on.map(({ resource }) => resource),
        allowed: 'each resource once',
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
      metrics: on.map(({ resource, utilization }) => ({
        type: 'Resource',
        resource: { name: resource, target: { type: 'Utilization', averageUtilization: utilization } },
      })),
    },
  });
}

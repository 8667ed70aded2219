import { seconds } from '../../duration';
import type { Field } from '../../problems';
import type { Scale } from '../autoscaler';

/** Kubernetes waits so long by default. */
const usualSettle = 300;
/** The longest that the API server takes. */
const longestSettle = 3600;
const longestPeriod = 1800;

export interface ScalingRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: 'Max';
  readonly policies: readonly {
    readonly type: 'Percent' | 'Pods';
    readonly value: number;
    readonly periodSeconds: number;
  }[];
}

export interface Behaviour {
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** How long the load stays low before replicas go. */
export function settleSeconds({ settle }: Scale, startupSeconds: number): number {
  if (settle !== undefined) return seconds(settle);
  return Math.min(Math.max(usualSettle, startupSeconds), longestSettle);
}

/** Whether what Kubernetes does by default is too hasty for these pods. */
export function isSlow(scale: Scale, startupSeconds: number): boolean {
  return settleSeconds(scale, startupSeconds) !== usualSettle;
}

/**
 * Pods go when the load stayed low for longer than a new one takes to start. They double, or become four more, once in
 * the time that they take to start: those that load a model do not yet lower what the autoscaler looks at.
 */
export function behaviour(scale: Scale, startupSeconds: number): Behaviour {
  const start = Math.min(Math.max(startupSeconds, 15), longestPeriod);
  return {
    scaleUp: {
      stabilizationWindowSeconds: 0,
      selectPolicy: 'Max',
      policies: [
        { type: 'Percent', value: 100, periodSeconds: start },
        { type: 'Pods', value: 4, periodSeconds: start },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: settleSeconds(scale, startupSeconds),
      selectPolicy: 'Max',
      policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
    },
  };
}

/** A shorter time than a start would take pods away that are wanted again before their successors answer. */
export function settleLongEnough({ settle }: Scale, startupSeconds: number, field: Field): void {
  if (settle === undefined) return;
  const least = Math.min(startupSeconds, longestSettle);
  if (seconds(settle) >= least && seconds(settle) <= longestSettle) return;
  field.problem('out-of-range', {
    got: settle,
    allowed: `from ${least}s, which a pod may take to start, to 1h`,
    remedy: 'change it, or leave it out: it is computed from the start-up budget',
  });
}

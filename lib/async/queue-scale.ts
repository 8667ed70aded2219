import { onlyFromZero } from '../companions/autoscalers/scaled-object';
import { type Duration, duration } from '../duration';
import { type Check, integer, record, required } from '../shape';

/** Workers that follow the length of their queue. */
export interface QueueScale {
  /** Fewest workers. @default 0 */
  readonly min?: number;
  /** Most workers. */
  readonly max: number;
  /** Messages for each worker: twice as many are two workers. @default 5 */
  readonly backlog?: number;
  /** How often KEDA looks while there is no worker, so the longest that a first message waits for a start; with `min: 0`. @default '30s' */
  readonly poll?: Duration;
  /** How long the queue is empty before the last worker ends, with `min: 0`. @default '5m' */
  readonly cooldown?: Duration;
}

export const queueScale: Check<QueueScale> = record<QueueScale>(
  {
    min: integer(0),
    max: required(integer(1)),
    backlog: integer(1, 1_000_000),
    poll: duration,
    cooldown: duration,
  },
  ({ min = 0, max, ...sleeping }, field) => {
    onlyFromZero(['poll', 'cooldown'], sleeping, min, field);
    if (min <= max) return;
    field.problem('replicas-range', {
      got: `min ${min}, max ${max}`,
      allowed: 'min at most max',
      remedy: 'raise max, or lower min',
    });
  },
);

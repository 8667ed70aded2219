import type { Placement } from '../vocabulary/placement';

/** A placement of its own, in the queue of what it works for: what steers, helps or stands beside waits with the rest. */
export function inQueueOf({ queue }: Placement = {}, own: Placement): Placement {
  return { ...(queue !== undefined && { queue }), ...own };
}

import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { Placement } from '../vocabulary/placement';

/** Label of the queue that admits a workload. @see https://kueue.sigs.k8s.io/docs/reference/labels-and-annotations/ */
export const queueLabel = 'kueue.x-k8s.io/queue-name';

/** Label of the class by which a workload waits. */
export const queuePriorityLabel = 'kueue.x-k8s.io/priority-class';

/**
 * Labels of the object that Kueue admits: the Job (of a CronJob: the one in its template), RayJob, TrainJob... Nobody
 * writes `suspend` in Git: Kueue does.
 */
export function queueLabels(
  { queue, priority }: Placement,
  { queues, priorities }: Platform,
  defaultPriority?: string,
): Labels {
  if (queue === undefined) return {};
  const known = defaultPriority !== undefined && priorities?.[defaultPriority] !== undefined;
  const waits = priority ?? (known ? defaultPriority : undefined);
  const ranked = waits !== undefined && queues?.priorities?.[waits] !== undefined;
  return { [queueLabel]: queue, ...(ranked && { [queuePriorityLabel]: waits }) };
}

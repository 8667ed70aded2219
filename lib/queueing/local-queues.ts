import type { KubernetesObject } from '../../imports/kubernetes';
import { kueueVersion, type LocalQueueSpec } from '../../imports/kueue';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';

/** Queues of a namespace by name, each to a queue of the cluster. */
export type LocalQueues = Readonly<Record<string, string>>;

/** @see https://kueue.sigs.k8s.io/docs/concepts/local_queue/ */
export function localQueues(queues: LocalQueues): readonly KubernetesObject[] {
  return Object.entries(queues).map(([name, clusterQueue]) => ({
    apiVersion: kueueVersion,
    kind: 'LocalQueue',
    metadata: { name },
    spec: { clusterQueue } satisfies LocalQueueSpec,
  }));
}

/** Whether the platform has the queues of the cluster. */
export function localQueuesOnPlatform(queues: LocalQueues, { queues: facts }: Platform, field: Field): void {
  const known = Object.keys(facts?.clusterQueues ?? {}).sort();
  for (const [name, clusterQueue] of Object.entries(queues)) {
    if (known.includes(clusterQueue)) continue;
    field.at(name).problem('unknown-queue', {
      got: clusterQueue,
      allowed: known.join(', ') || 'none: the platform lists no queues',
      remedy: 'name a queue of platform.queues.clusterQueues, or add it there',
    });
  }
}

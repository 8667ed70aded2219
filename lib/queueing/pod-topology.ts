import { poolTaints } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { Placement } from '../vocabulary/placement';

/** Annotation of pods that must all stand within one node, rack or block. */
const required = 'kueue.x-k8s.io/podset-required-topology';

/** Annotation of pods that may stand anywhere in a topology. */
const unconstrained = 'kueue.x-k8s.io/podset-unconstrained-topology';

/**
 * How near pods stand to each other. A queue that has nodes of a topology beside others gives those to nobody who does
 * not ask: pods that can go nowhere else ask for any place.
 * @param pools the only pools they may go to; undefined for any node without taints
 * @see https://kueue.sigs.k8s.io/docs/concepts/topology_aware_scheduling/
 */
export function podTopology(
  { queue, within }: Placement,
  pools: readonly string[] | undefined,
  platform: Platform,
): Labels {
  if (within !== undefined) return { [required]: within };
  const topologies = Object.values(platform.queues?.topologies ?? {});
  if (queue === undefined || topologies.length === 0) return {};
  const placed = pools ?? openPools(platform);
  const known = topologies.flatMap((topology) => topology.pools);
  return placed.length > 0 && placed.every((pool) => known.includes(pool)) ? { [unconstrained]: 'true' } : {};
}

/** Pools of queues whose nodes take any pod. */
function openPools({ queues, pools = {} }: Platform): readonly string[] {
  const handedOut = Object.values(queues?.clusterQueues ?? {}).flatMap((queue) => Object.keys(queue.pools));
  return handedOut.filter((name) => pools[name] !== undefined && poolTaints(pools[name]).length === 0);
}

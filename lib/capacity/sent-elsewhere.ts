import { at, title } from '../app/checks/app-check';
import type { NodePool } from '../platform/node-pool';
import type { ClusterQueue, Queues } from '../platform/queues';
import type { Problem } from '../problems';
import { gpuResourceOf } from '../queueing/cluster-queues';
import { missingLabels, takes } from '../queueing/flavor-match';
import { refusalOf } from './candidates';
import type { Demand } from './demand';
import { lackOf } from './queue-room';

/**
 * Kueue compares a pod with each pool by the labels of that pool alone, and binds it to the first that has room: to one that
 * it did not ask for, where the two have no label in common and no taint parts them.
 * @see https://kueue.sigs.k8s.io/docs/concepts/resource_flavor/
 */
export function sentElsewhere(demand: Demand, name: string, queue: ClusterQueue, all: Queues): readonly Problem[] {
  const { object, template, platform, need, fitting } = demand;
  const facts = platform.pools ?? {};
  const offered = Object.keys(queue.pools).flatMap((pool) =>
    facts[pool] === undefined ? [] : [[pool, facts[pool]] as const],
  );
  const pools = offered.map(([, pool]) => pool);
  const inTopology = new Set(Object.values(all.topologies ?? {}).flatMap((topology) => topology.pools));
  const devices = new Set(pools.flatMap((pool) => gpuResourceOf(pool) ?? []));
  const holds = (pool: string, its: NodePool) =>
    [...need.requests.keys()].every((resource) => !devices.has(resource) || resource === gpuResourceOf(its)) &&
    lackOf(demand, pool, name, all) === undefined;
  return offered.flatMap(([pool, its]) => {
    const spec = template.spec ?? {};
    if (inTopology.has(pool) || !takes(spec, its) || !holds(pool, its)) return [];
    const missing = missingLabels(spec, its, pools);
    const why =
      refusalOf(pool, template, platform) ?? (missing.length > 0 ? `has no label ${missing.join(' and ')}` : undefined);
    if (why === undefined) return [];
    const meant = fitting.filter((one) => one !== pool).map((one) => `'${one}'`);
    return at(object, 'ambiguous-pools', {
      got: `${title(object)} for ${meant.join(', ') || 'no pool'} in queue '${name}', which may send it to pool '${pool}': it ${why}`,
      allowed: 'pools of a queue that their own labels or taints keep apart: Kueue looks at no others',
      remedy: 'give each pool of the queue, in platform.pools, its own value of one label that its nodes have',
    });
  });
}

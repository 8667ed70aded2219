import { at, title } from '../app/checks/app-check';
import type { NodePool } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import type { Problem } from '../problems';
import { shown } from './amounts';
import { arithmetic, counted, podsOfDemand } from './arithmetic';
import type { Demand } from './demand';
import { nodeCapacity, onNode, podsPerNode } from './node-capacity';

/** Whether pods fit the nodes that their pools may have; nothing is said where a pool has no maximum. */
export function fitsThePools(demands: readonly Demand[]): readonly Problem[] {
  const bounded = demands.filter(
    ({ fitting, platform }) => fitting.length > 0 && fitting.every((name) => maximum(name, platform) !== undefined),
  );
  return [...bounded.flatMap(alone), ...byCluster(bounded).flatMap(together)];
}

function poolOf({ platform }: Demand, name: string): NodePool {
  return platform.pools?.[name] as NodePool;
}

function maximum(name: string, { pools = {} }: Platform): number | undefined {
  return pools[name]?.nodes?.max;
}

/** So many pods as nodes hold of them: a pod is not split between two nodes. */
function alone(demand: Demand): readonly Problem[] {
  const { object, pods, because, fitting, platform, need } = demand;
  const places = fitting.map((name) => ({
    name,
    nodes: maximum(name, platform) ?? 0,
    each: podsPerNode(need.requests, poolOf(demand, name)),
  }));
  if (demand.grows === 'nodes' || places.some(({ each }) => each === undefined)) return [];
  const room = places.reduce((sum, { nodes, each = 0 }) => sum + nodes * each, 0);
  if (pods <= room) return [];
  return at(object, 'pool-exhausted', {
    got: `${because === String(pods) ? '' : `${because} = `}${counted(pods, 'pod')} of ${title(object)}`,
    allowed: `${places.map(({ name, nodes, each }) => `${counted(nodes, 'node')} of pool '${name}' x ${counted(each ?? 0, 'pod')}`).join(' + ')} = ${room}`,
    remedy: 'ask for less, run fewer at once, or raise nodes.max of the pool',
  });
}

/** What runs without waiting, by cluster. */
function byCluster(demands: readonly Demand[]): readonly (readonly Demand[])[] {
  const clusters = new Map<string, Demand[]>();
  for (const demand of demands) {
    if (demand.waits || demand.queue !== undefined) continue;
    const here = clusters.get(demand.platform.cluster);
    if (here === undefined) clusters.set(demand.platform.cluster, [demand]);
    else here.push(demand);
  }
  return [...clusters.values()];
}

/** For each set of pools that some pods are bound to: what is bound to these pools against what their nodes have. */
function together(demands: readonly Demand[]): readonly Problem[] {
  const sets = new Map(demands.map(({ fitting }) => [fitting.join(), fitting]));
  return [...sets.values()].flatMap((pools) => {
    const bound = demands.filter((demand) => demand.fitting.every((name) => pools.includes(name)));
    const [first] = bound;
    if (first === undefined) return [];
    const resources = [...new Set(bound.flatMap(({ need }) => [...need.requests.keys()]))].sort();
    return resources.flatMap((resource) => exhausted(resource, pools, bound, first));
  });
}

function exhausted(
  resource: string,
  pools: readonly string[],
  bound: readonly Demand[],
  first: Demand,
): readonly Problem[] {
  const nodes = pools.map((name) => ({
    name,
    count: maximum(name, first.platform) ?? 0,
    each: onNode(resource, nodeCapacity(poolOf(first, name))),
  }));
  if (nodes.some(({ each }) => each === undefined)) return [];
  const room = nodes.reduce((sum, { count, each = 0n }) => sum + BigInt(count) * each, 0n);
  const asked = (demand: Demand) => demand.need.requests.get(resource) ?? 0n;
  if (bound.reduce((sum, demand) => sum + asked(demand) * BigInt(demand.pods), 0n) <= room) return [];
  const addends = bound.map((demand) => podsOfDemand(demand, asked(demand))).filter(({ total }) => total > 0n);
  // What a single workload lacks is said in whole pods.
  if (addends.length < 2) return [];
  const words = nodes.map(
    ({ name, count, each = 0n }) => `${counted(count, 'node')} of pool '${name}' x ${shown(resource, each)}`,
  );
  return at(first.object, 'pool-exhausted', {
    got: `${arithmetic(resource, addends)} of ${resource}, at most at once`,
    allowed: `${words.join(' + ')} = ${shown(resource, room)}`,
    remedy: 'ask for less, run fewer at once, or raise nodes.max of the pool',
  });
}

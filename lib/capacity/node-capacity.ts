import { acceleratorResource, defaultGpuResource, deviceClassQuota } from '../platform/accelerators/accelerator';
import type { NodePool } from '../platform/node-pool';
import { type Amounts, amounts } from './amounts';

const capacities = new WeakMap<NodePool, Amounts>();

/** What one node of a pool has. */
export function nodeCapacity(pool: NodePool): Amounts {
  const known = capacities.get(pool);
  if (known !== undefined) return known;
  const capacity = capacityOf(pool);
  capacities.set(pool, capacity);
  return capacity;
}

function capacityOf({ cpu, memory, ephemeralStorage, gpu }: NodePool): Amounts {
  const { resource = defaultGpuResource, allocation, deviceClass = '', count = 0 } = gpu ?? {};
  const device = allocation === 'dra' ? deviceClassQuota(deviceClass) : resource;
  return amounts({
    cpu,
    memory,
    ...(ephemeralStorage !== undefined && { 'ephemeral-storage': ephemeralStorage }),
    ...(gpu !== undefined && { [device]: count }),
  });
}

/** How much of a resource a node has; undefined where the platform does not say. */
export function onNode(resource: string, capacity: Amounts): bigint | undefined {
  return capacity.get(resource) ?? (acceleratorResource(resource) ? 0n : undefined);
}

/** Pods with these requests that one node holds; undefined where nothing that is known bounds them. */
export function podsPerNode(requests: Amounts, pool: NodePool): number | undefined {
  const capacity = nodeCapacity(pool);
  const bounds = [...requests].flatMap(([resource, wanted]) => {
    const has = onNode(resource, capacity);
    return has === undefined || wanted === 0n ? [] : [Number(has / wanted)];
  });
  return pool.serverless !== undefined ? Math.min(1, ...bounds) : bounds.length === 0 ? undefined : Math.min(...bounds);
}

/** Whether a node of the pool holds such a pod when it is empty. */
export function holds(requests: Amounts, pool: NodePool): boolean {
  return podsPerNode(requests, pool) !== 0;
}

/** Resources of which the pod wants more than a node has. */
export function beyondNode(requests: Amounts, pool: NodePool): readonly (readonly [string, bigint, bigint])[] {
  const capacity = nodeCapacity(pool);
  return [...requests].flatMap(([resource, wanted]) => {
    const has = onNode(resource, capacity);
    return has !== undefined && wanted > has ? [[resource, wanted, has] as const] : [];
  });
}

import type { KubernetesObject } from '../../imports/kubernetes';
import type {
  ClusterQueueSpec,
  CohortSpec,
  ResourceFlavorSpec,
  ResourceGroup,
  ResourceQuotaOfFlavor,
  TopologySpec,
} from '../../imports/kueue';
import { kueueVersion } from '../../imports/kueue';
import { defaultGpuResource } from '../platform/accelerators/accelerator';
import { type NodePool, poolLabels, poolTaints } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import type { ClusterQueue, PoolQuota, QueueAmounts, Queues } from '../platform/queues';
import { canonicalQuantity } from '../quantity';

function object(kind: string, name: string, content: object): KubernetesObject {
  return { apiVersion: kueueVersion, kind, metadata: { name }, ...content };
}

/** Everything of cluster scope that the queues of a platform need. @see https://kueue.sigs.k8s.io/docs/concepts/ */
export function clusterQueues({ queues, pools = {} }: Platform): readonly KubernetesObject[] {
  if (queues === undefined) return [];
  const used = new Set([
    ...Object.values(queues.clusterQueues).flatMap((queue) => Object.keys(queue.pools)),
    ...Object.values(queues.topologies ?? {}).flatMap((topology) => topology.pools),
  ]);
  return [
    ...Object.entries(queues.topologies ?? {}).map(([name, { levels }]) =>
      object('Topology', name, {
        spec: { levels: levels.map((nodeLabel) => ({ nodeLabel })) } satisfies TopologySpec,
      }),
    ),
    ...[...used].sort().flatMap((name) => (pools[name] === undefined ? [] : flavor(name, pools[name], queues))),
    ...cohorts(queues).map(([name, spec]) => object('Cohort', name, { spec })),
    ...Object.entries(queues.clusterQueues).map(([name, queue]) =>
      object('ClusterQueue', name, { spec: clusterQueue(queue, pools) }),
    ),
    ...Object.entries(queues.priorities ?? {}).map(([name, value]) =>
      object('WorkloadPriorityClass', name, { value, description: `Importance ${value} of waiting workloads` }),
    ),
  ];
}

/** Nodes of a pool, as queues hand them out. */
function flavor(name: string, pool: NodePool, { topologies = {} }: Queues): KubernetesObject {
  const labels = poolLabels(pool);
  const taints = poolTaints(pool);
  const [topology] = Object.entries(topologies).find((entry) => entry[1].pools.includes(name)) ?? [];
  const spec: ResourceFlavorSpec = {
    ...(Object.keys(labels).length > 0 && { nodeLabels: labels }),
    ...(taints.length > 0 && { nodeTaints: taints }),
    ...(topology !== undefined && { topologyName: topology }),
  };
  return object('ResourceFlavor', name, { spec });
}

/** The cohorts that are declared, and those that queues only name. */
function cohorts({ cohorts: declared = {}, clusterQueues: all }: Queues): readonly (readonly [string, CohortSpec])[] {
  const named = [
    ...Object.values(all).flatMap(({ cohort }) => cohort ?? []),
    ...Object.values(declared).flatMap(({ parent }) => parent ?? []),
    ...Object.keys(declared),
  ];
  return [...new Set(named)].sort().map((name) => {
    const { parent, weight } = declared[name] ?? {};
    return [
      name,
      { ...(parent !== undefined && { parentName: parent }), ...(weight !== undefined && sharing(weight)) },
    ] as const;
  });
}

function sharing(weight: number): { readonly fairSharing: { readonly weight: string } } {
  return { fairSharing: { weight: String(weight) } };
}

function clusterQueue(queue: ClusterQueue, pools: Readonly<Record<string, NodePool>>): ClusterQueueSpec {
  const { cohort, order = 'BestEffortFIFO', preemption, weight } = queue;
  const { withinQueue = 'Never', reclaims = 'Never', borrowsOver } = preemption ?? {};
  return {
    ...(cohort !== undefined && { cohortName: cohort }),
    namespaceSelector: {},
    queueingStrategy: order,
    resourceGroups: [resourceGroup(queue, pools)],
    ...(preemption !== undefined && {
      preemption: {
        withinClusterQueue: withinQueue,
        reclaimWithinCohort: reclaims,
        ...(borrowsOver !== undefined && {
          borrowWithinCohort: { policy: 'LowerPriority', maxPriorityThreshold: borrowsOver },
        }),
      },
    }),
    ...(weight !== undefined && sharing(weight)),
  };
}

/** One group: a pod goes to one pool with all that it asks for. Each flavor lists every resource, in one order. */
function resourceGroup({ pools: quotas }: ClusterQueue, pools: Readonly<Record<string, NodePool>>): ResourceGroup {
  const names = Object.keys(quotas);
  const devices = new Set(names.flatMap((name) => gpuResourceOf(pools[name]) ?? []));
  const coveredResources = ['cpu', 'memory', 'ephemeral-storage', ...[...devices].sort()];
  return {
    coveredResources,
    flavors: names.map((name) => ({
      name,
      resources: coveredResources.map((resource) => quotaOf(resource, quotas[name] as PoolQuota, pools[name])),
    })),
  };
}

/** The extended resource of a pool's accelerators. */
export function gpuResourceOf(pool: NodePool | undefined): string | undefined {
  return pool?.gpu === undefined ? undefined : (pool.gpu.resource ?? defaultGpuResource);
}

/** What is said of a resource: Kueue's names on one side, the platform's on the other. */
export function amountOf(
  resource: string,
  amounts: QueueAmounts & { readonly ephemeralStorage?: string },
  pool: NodePool | undefined,
): string | undefined {
  if (resource === 'cpu' || resource === 'memory') return amounts[resource];
  if (resource === 'ephemeral-storage') return amounts.ephemeralStorage;
  return resource === gpuResourceOf(pool) && amounts.gpus !== undefined ? String(amounts.gpus) : undefined;
}

/** What a queue has of the disk of nodes where nobody limits it. */
const plenty = '1Pi';

/** The quota of a pool of a queue for one resource. */
export function nominal(resource: string, quota: PoolQuota, pool: NodePool | undefined): string {
  return amountOf(resource, quota, pool) ?? (resource === 'ephemeral-storage' ? plenty : '0');
}

function quotaOf(resource: string, quota: PoolQuota, pool: NodePool | undefined): ResourceQuotaOfFlavor {
  const limit = (amounts: QueueAmounts | undefined) => amountOf(resource, amounts ?? {}, pool);
  const [borrows, lends] = [limit(quota.borrows), limit(quota.lends)];
  return {
    name: resource,
    nominalQuota: canonicalQuantity(nominal(resource, quota, pool)),
    ...(borrows !== undefined && { borrowingLimit: canonicalQuantity(borrows) }),
    ...(lends !== undefined && { lendingLimit: canonicalQuantity(lends) }),
  };
}

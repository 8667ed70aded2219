import { dnsName } from '../names';
import { quantity } from '../quantity';
import { type Check, integer, listOf, mapOf, oneOf, record, required, text, wrongType } from '../shape';

/** Amounts of what the nodes of one pool have. */
export interface QueueAmounts {
  readonly cpu?: string;
  readonly memory?: string;
  /** Accelerators. */
  readonly gpus?: number;
}

/** What a queue may hand out of one pool at once. */
export interface PoolQuota {
  readonly cpu: string;
  readonly memory: string;
  /** Accelerators of the pool. @default 0 */
  readonly gpus?: number;
  /** Node disk; Kueue refuses what it does not count. @default '1Pi': more than there is */
  readonly ephemeralStorage?: string;
  /** Most that it takes from the rest of its cohort. @default all that is free there */
  readonly borrows?: QueueAmounts;
  /** Most that the rest of its cohort takes from it. @default all that is free here */
  readonly lends?: QueueAmounts;
}

/** Whose workloads one may put back into their queues. @see https://kueue.sigs.k8s.io/docs/concepts/preemption/ */
export interface Preemption {
  /** In its own queue. @default 'Never' */
  readonly withinQueue?: 'Never' | 'LowerPriority' | 'LowerOrNewerEqualPriority';
  /** In queues that borrowed from it. @default 'Never' */
  readonly reclaims?: 'Never' | 'LowerPriority' | 'Any';
  /** In other queues while it borrows itself: those of at most this priority. @default none */
  readonly borrowsOver?: number;
}

/** A queue of the cluster. @see https://kueue.sigs.k8s.io/docs/concepts/cluster_queue/ */
export interface ClusterQueue {
  /** Quota by pool, in the order in which pools are tried. */
  readonly pools: Readonly<Record<string, PoolQuota>>;
  /** Queues that lend each other what they do not use. @default none */
  readonly cohort?: string;
  /** Whether a workload that does not fit lets smaller ones pass. @default 'BestEffortFIFO': it does */
  readonly order?: 'StrictFIFO' | 'BestEffortFIFO';
  readonly preemption?: Preemption;
  /** Share of what a cohort has to lend, where Kueue shares fairly. @default 1 */
  readonly weight?: number;
}

export interface Cohort {
  /** Cohort that it borrows from itself. @default none */
  readonly parent?: string;
  /** @default 1 */
  readonly weight?: number;
}

/** How near nodes stand to each other. @see https://kueue.sigs.k8s.io/docs/concepts/topology_aware_scheduling/ */
export interface QueueTopology {
  /** Labels of nodes from the widest level to the narrowest; `kubernetes.io/hostname` only at the end. */
  readonly levels: readonly string[];
  /** Pools whose nodes have these labels. */
  readonly pools: readonly string[];
}

/** Queues that admit workloads when there is room, by Kueue; `Cluster` emits them. */
export interface Queues {
  readonly clusterQueues: Readonly<Record<string, ClusterQueue>>;
  /** @default cohorts without a parent, as queues name them */
  readonly cohorts?: Readonly<Record<string, Cohort>>;
  /** Order of waiting workloads by class, higher first; `placement.priority` names one. @default by the pods' priority */
  readonly priorities?: Readonly<Record<string, number>>;
  /** @default none */
  readonly topologies?: Readonly<Record<string, QueueTopology>>;
}

const amounts: Check<QueueAmounts> = record<QueueAmounts>({ cpu: quantity, memory: quantity, gpus: integer(0) });

const weight: Check<number> = (value, field) => {
  if (typeof value !== 'number') return wrongType(field, value, 'a number');
  if (!Number.isFinite(value) || value < 0) {
    field.problem('out-of-range', { got: value, allowed: 'zero or more', remedy: 'give a weight such as 1' });
  }
};

const poolQuota: Check<PoolQuota> = record<PoolQuota>({
  cpu: required(quantity),
  memory: required(quantity),
  gpus: integer(0),
  ephemeralStorage: quantity,
  borrows: amounts,
  lends: amounts,
});

const clusterQueue: Check<ClusterQueue> = record<ClusterQueue>({
  pools: required(mapOf(poolQuota, dnsName)),
  cohort: dnsName,
  order: oneOf('StrictFIFO', 'BestEffortFIFO'),
  preemption: record<Preemption>({
    withinQueue: oneOf('Never', 'LowerPriority', 'LowerOrNewerEqualPriority'),
    reclaims: oneOf('Never', 'LowerPriority', 'Any'),
    borrowsOver: integer(-2_000_000_000, 2_000_000_000),
  }),
  weight,
});

export const queues: Check<Queues> = record<Queues>({
  clusterQueues: required(mapOf(clusterQueue, dnsName)),
  cohorts: mapOf(record<Cohort>({ parent: dnsName, weight }), dnsName),
  priorities: mapOf(integer(-2_000_000_000, 2_000_000_000), dnsName),
  topologies: mapOf(
    record<QueueTopology>({ levels: required(listOf(text, 1)), pools: required(listOf(dnsName, 1)) }),
    dnsName,
  ),
});

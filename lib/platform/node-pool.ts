import { dnsName } from '../names';
import { quantity } from '../quantity';
import { anyText, type Check, flag, integer, listOf, mapOf, oneOf, record, required, text } from '../shape';

/** A taint of a pool's nodes; pods that ask for the pool tolerate it. */
export interface Taint {
  readonly key: string;
  /** @default no value */
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule';
}

/** The GPUs of one node of a pool. */
export interface PoolGpu {
  /** GPUs a node. */
  readonly count: number;
  /** Extended resource that stands for one GPU. @default 'nvidia.com/gpu' */
  readonly resource?: string;
  /** Runtime class its pods need. @default none */
  readonly runtimeClass?: string;
}

/** Nodes of one kind: what a pod can ask for by the pool's name. */
export interface NodePool {
  /** Allocatable CPU of one node. */
  readonly cpu: string;
  /** Allocatable memory of one node. */
  readonly memory: string;
  /** GPUs of one node. @default none */
  readonly gpu?: PoolGpu;
  /** Labels that select the pool. */
  readonly labels: Readonly<Record<string, string>>;
  /** Taints of its nodes. @default none */
  readonly taints?: readonly Taint[];
  /** Whether its nodes may be reclaimed at any time. @default false */
  readonly spot?: boolean;
  /** Zones its nodes stand in. @default unknown */
  readonly zones?: readonly string[];
}

const taint: Check<Taint> = record<Taint>({
  key: required(text),
  value: anyText,
  effect: required(oneOf('NoSchedule', 'NoExecute', 'PreferNoSchedule')),
});

export const nodePool: Check<NodePool> = record<NodePool>({
  cpu: required(quantity),
  memory: required(quantity),
  gpu: record<PoolGpu>({ count: required(integer(1, 64)), resource: text, runtimeClass: dnsName }),
  labels: required(mapOf(anyText)),
  taints: listOf(taint),
  spot: flag,
  zones: listOf(text),
});

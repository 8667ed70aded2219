import type { Field } from '../problems';
import { quantity } from '../quantity';
import { anyText, type Check, flag, integer, listOf, mapOf, oneOf, record, required, text } from '../shape';
import { type PoolGpu, poolGpu } from './accelerators/accelerator';
import { amountOfMoney, currency } from './money';
import { type Serverless, serverless } from './serverless';
import { type Taint, taint } from './taint';

/** What one node costs. */
export interface NodePrice {
  /** Price of one node an hour. */
  readonly hour: number;
  /** ISO 4217, such as `USD`; the same for all pools of a platform. */
  readonly currency: string;
}

/** Nodes of one kind: what a pod can ask for by the pool's name. A platform lists all its pools: capacity is proved against them. */
export interface NodePool {
  /** Allocatable CPU of one node. */
  readonly cpu: string;
  /** Allocatable memory of one node. */
  readonly memory: string;
  /** Allocatable disk of one node, for logs and scratch. @default unknown: not checked */
  readonly ephemeralStorage?: string;
  /** Accelerators of one node: `h100({ count: 8 })`, or the facts. @default none */
  readonly gpu?: PoolGpu;
  /** Labels that select the pool. @default those of its accelerators */
  readonly labels?: Readonly<Record<string, string>>;
  /** Taints of its nodes. @default that of its accelerators */
  readonly taints?: readonly Taint[];
  /** Whether its nodes may be reclaimed at any time. @default false */
  readonly spot?: boolean;
  /** Zones its nodes stand in. @default unknown */
  readonly zones?: readonly string[];
  /** @default unknown: a pod that requires one cannot go there */
  readonly arch?: 'amd64' | 'arm64';
  /** @default unknown: a pod that requires one cannot go there */
  readonly cpuVendor?: 'intel' | 'amd';
  /** Whether scratch lies on a local SSD. @default false */
  readonly localSsd?: boolean;
  /** How many nodes it may have. @default as many as are asked for: an autoscaler adds them */
  readonly nodes?: { readonly max: number };
  /** @default unknown: its use has no price */
  readonly price?: NodePrice;
  /** Pods without nodes: `fargate()`, `autopilot()`, `virtualNodes()`; cpu and memory are the largest pod's. @default nodes */
  readonly serverless?: Serverless;
}

export const nodePool: Check<NodePool> = record<NodePool>(
  {
    cpu: required(quantity),
    memory: required(quantity),
    ephemeralStorage: quantity,
    gpu: poolGpu,
    labels: mapOf(anyText),
    taints: listOf(taint),
    spot: flag,
    zones: listOf(text),
    arch: oneOf('amd64', 'arm64'),
    cpuVendor: oneOf('intel', 'amd'),
    localSsd: flag,
    nodes: record<{ max: number }>({ max: required(integer(0, 100_000)) }),
    price: record<NodePrice>({ hour: required(amountOfMoney), currency: required(currency) }),
    serverless,
  },
  (pool, field) => {
    if (pool.labels !== undefined || pool.gpu?.labels !== undefined) return;
    field.at('labels').problem('missing-prop', {
      got: 'a pool without labels',
      allowed: 'labels that select it',
      remedy: "give 'labels', or accelerators of the catalogue",
    });
  },
);

/** The label of a node's zone. @see https://kubernetes.io/docs/reference/labels-annotations-taints/ */
export const zoneLabel = 'topology.kubernetes.io/zone';

/** Labels that select a pool: its own, and those that its accelerators have anyway. */
export function poolLabels({ labels = {}, gpu }: NodePool): Readonly<Record<string, string>> {
  return { ...gpu?.labels, ...labels };
}

export function poolTaints({ taints, gpu }: NodePool): readonly Taint[] {
  return taints ?? (gpu?.taint === undefined ? [] : [gpu.taint]);
}

/** Whether the platform lists the pool; if not, that is a problem. */
export function knownPool(name: string, pools: Readonly<Record<string, NodePool>>, field: Field): boolean {
  if (pools[name] !== undefined) return true;
  field.problem('unknown-pool', {
    got: name,
    allowed: Object.keys(pools).sort().join(', ') || 'none: the platform lists no pools',
    remedy: 'name a pool of the platform, or add it there',
  });
  return false;
}

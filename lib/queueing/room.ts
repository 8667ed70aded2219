import type { NodePool } from '../platform/node-pool';
import type { Queues } from '../platform/queues';
import { parseQuantity } from '../quantity';
import { amountOf, nominal } from './cluster-queues';

/** What an empty queue has of a resource of a pool, in thousandths: its own, and what its cohort can lend it. */
export interface Room {
  readonly own: bigint;
  readonly lent: bigint;
}

function parsed(amount: string | undefined): bigint | undefined {
  return amount === undefined ? undefined : parseQuantity(amount);
}

/** @see https://kueue.sigs.k8s.io/docs/concepts/cohort/ */
export function roomOf(
  { resource, pool, queue: name }: { readonly resource: string; readonly pool: string; readonly queue: string },
  queues: Queues,
  pools: Readonly<Record<string, NodePool>>,
): Room {
  const { clusterQueues: all } = queues;
  const own = (of: string) => {
    const quota = all[of]?.pools[pool];
    return quota === undefined ? 0n : (parsed(nominal(resource, quota, pools[pool])) ?? 0n);
  };
  const stated = (of: string, key: 'borrows' | 'lends') =>
    parsed(amountOf(resource, all[of]?.pools[pool]?.[key] ?? {}, pools[pool]));
  const cohort = all[name]?.cohort;
  if (cohort === undefined) return { own: own(name), lent: 0n };
  const root = rootOf(cohort, queues);
  const others = Object.keys(all).filter((other) => {
    const its = all[other]?.cohort;
    return other !== name && its !== undefined && rootOf(its, queues) === root;
  });
  const offered = others.reduce((sum, other) => sum + (stated(other, 'lends') ?? own(other)), 0n);
  const limit = stated(name, 'borrows');
  return { own: own(name), lent: limit !== undefined && limit < offered ? limit : offered };
}

/** The cohort at the top of the tree of a cohort. */
function rootOf(cohort: string, { cohorts = {} }: Queues): string {
  const seen = new Set<string>();
  let top = cohort;
  for (let parent = cohorts[top]?.parent; parent !== undefined && !seen.has(parent); parent = cohorts[top]?.parent) {
    seen.add(top);
    top = parent;
  }
  return top;
}

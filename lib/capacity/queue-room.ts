import type { Queues } from '../platform/queues';
import { gpuResourceOf } from '../queueing/cluster-queues';
import { roomOf } from '../queueing/room';
import { shown } from './amounts';
import { counted } from './arithmetic';
import type { Demand } from './demand';

/** What a workload asks for, and the room that an empty queue has for it, in words. */
export interface Lack {
  readonly asked: string;
  readonly has: string;
}

/** The first resource of which a queue has too little on a pool for pods that are admitted together; undefined when none. */
export function lackOf(
  { need, together, platform }: Demand,
  pool: string,
  queue: string,
  all: Queues,
): Lack | undefined {
  const facts = platform.pools ?? {};
  const known = new Set(['cpu', 'memory', 'ephemeral-storage', gpuResourceOf(facts[pool]) ?? '']);
  const cohort = all.clusterQueues[queue]?.cohort;
  for (const [resource, amount] of need.requests) {
    if (!known.has(resource)) continue;
    const { own, lent } = roomOf({ resource, pool, queue }, all, facts);
    const whole = amount * BigInt(together);
    if (whole <= own + lent) continue;
    const has =
      lent > 0n
        ? `${shown(resource, own)} + ${shown(resource, lent)} lent by cohort '${cohort}' = ${shown(resource, own + lent)}`
        : shown(resource, own);
    return {
      asked: `${counted(together, 'pod')} x ${shown(resource, amount)} = ${shown(resource, whole)} of ${resource}`,
      has: `${has} of ${resource} of pool '${pool}'`,
    };
  }
  return undefined;
}

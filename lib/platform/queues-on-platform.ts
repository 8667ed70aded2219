import type { Field } from '../problems';
import { parseQuantity } from '../quantity';
import { knownPool, type NodePool, poolLabels } from './node-pool';
import { checkOperator } from './operator-need';
import type { OperatorFacts } from './operators';
import type { ClusterQueue, PoolQuota, Queues } from './queues';

/** Kueue that serves the version of its API that is written here. */
const oldestKueue = '0.15';

interface QueuedPlatform {
  readonly pools?: Readonly<Record<string, NodePool>>;
  readonly operators?: Readonly<Record<string, OperatorFacts>>;
  readonly queues?: Queues;
}

/** Whether the platform has what its queues speak of, and their webhook would let them pass. */
export function queuesOnPlatform({ pools = {}, operators, queues }: QueuedPlatform, platform: Field): void {
  if (queues === undefined) return;
  const field = platform.at('queues');
  checkOperator({ operator: 'kueue', version: oldestKueue }, 'queues', { operators }, field);
  for (const [name, queue] of Object.entries(queues.clusterQueues)) {
    const at = field.at('clusterQueues').at(name);
    for (const pool of Object.keys(queue.pools)) queuePool(pool, pools, at.at('pools').at(pool));
    cohortLimits(queue, at);
    preemption(queue, at.at('preemption'));
  }
  topologies(queues, pools, field.at('topologies'));
}

function queuePool(name: string, pools: Readonly<Record<string, NodePool>>, field: Field): void {
  if (knownPool(name, pools, field) && pools[name]?.gpu?.allocation === 'dra') {
    field.problem('not-allowed', {
      got: `pool '${name}', whose devices are claimed`,
      allowed: "pools with allocation: 'devicePlugin'",
      remedy: 'leave it out: Kueue counts claimed devices only by a mapping in its own configuration',
    });
  }
}

/** Without a cohort there is nobody to borrow from or to lend to; and nobody lends more than he has. */
function cohortLimits({ pools, cohort }: ClusterQueue, field: Field): void {
  for (const [pool, quota] of Object.entries(pools)) {
    const at = field.at('pools').at(pool);
    for (const key of ['borrows', 'lends'] as const) {
      if (cohort !== undefined || quota[key] === undefined) continue;
      at.at(key).problem('not-allowed', {
        got: `'${key}' without a cohort`,
        allowed: 'queues with a cohort',
        remedy: 'name a cohort, or leave it out',
      });
    }
    lendsWhatItHas(quota, at.at('lends'));
  }
}

function lendsWhatItHas({ lends, ...quota }: PoolQuota, field: Field): void {
  for (const key of ['cpu', 'memory', 'gpus'] as const) {
    const [most, has] = [lends?.[key], quota[key] ?? 0].map((amount) => parseQuantity(String(amount ?? 0)) ?? 0n);
    if (most === undefined || has === undefined || most <= has) continue;
    field.at(key).problem('out-of-range', {
      got: lends?.[key],
      allowed: `at most its quota, ${quota[key] ?? 0}`,
      remedy: 'lower it, or raise the quota',
    });
  }
}

/** Kueue lets a queue preempt while it borrows only where it also reclaims. */
function preemption({ preemption: { borrowsOver, reclaims = 'Never' } = {} }: ClusterQueue, field: Field): void {
  if (borrowsOver === undefined || reclaims !== 'Never') return;
  field.at('borrowsOver').problem('not-allowed', {
    got: 'borrowsOver without reclaims',
    allowed: "reclaims: 'LowerPriority' or 'Any'",
    remedy: "give reclaims, or leave 'borrowsOver' out",
  });
}

function topologies({ topologies: all = {} }: Queues, pools: Readonly<Record<string, NodePool>>, field: Field): void {
  const taken = new Map<string, string>();
  for (const [name, topology] of Object.entries(all)) {
    for (const [index, pool] of topology.pools.entries()) {
      const at = field.at(name).at('pools').at(index);
      queuePool(pool, pools, at);
      const facts = pools[pool];
      const other = taken.get(pool);
      taken.set(pool, name);
      if (facts === undefined || (other === undefined && Object.keys(poolLabels(facts)).length > 0)) continue;
      at.problem('not-allowed', {
        got: other === undefined ? `pool '${pool}' without labels` : `pool '${pool}', also in topology '${other}'`,
        allowed: 'pools with labels, each in one topology',
        remedy: 'leave it out',
      });
    }
    for (const [index, level] of topology.levels.entries()) {
      const host = level === 'kubernetes.io/hostname' && index < topology.levels.length - 1;
      if (!host && topology.levels.indexOf(level) === index) continue;
      field
        .at(name)
        .at('levels')
        .at(index)
        .problem('not-allowed', {
          got: level,
          allowed: host ? 'kubernetes.io/hostname at the end' : 'each label once',
          remedy: 'correct the levels, from the widest to the narrowest',
        });
    }
  }
}

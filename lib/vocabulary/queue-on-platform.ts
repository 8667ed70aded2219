import { type NodePool, poolTaints } from '../platform/node-pool';
import { checkOperator } from '../platform/operator-need';
import type { Platform } from '../platform/platform';
import type { Queues } from '../platform/queues';
import type { Field } from '../problems';
import { nearby } from './near';
import type { Placement } from './placement';

/** Whether the cluster has queues, and those nodes the level at which they are to stand together. */
export function queueOnPlatform(
  placement: Placement,
  bound: readonly string[] | undefined,
  { operators, queues, pools = {} }: Platform,
  field: Field,
): void {
  const { queue, within } = placement;
  if (queue !== undefined) checkOperator({ operator: 'kueue' }, `queue '${queue}'`, { operators }, field.at('queue'));
  zoneIsSeen(placement, bound ?? [], queues, field);
  const topologies = Object.values(queues?.topologies ?? {});
  const open = bound ?? Object.keys(pools).filter((name) => poolTaints(pools[name] as NodePool).length === 0);
  const theirs = topologies.filter((topology) => topology.pools.some((pool) => open.includes(pool)));
  const levels = theirs.flatMap((topology) => topology.levels);
  if (within === undefined || (queue !== undefined && levels.includes(within))) return;
  field.at('within').problem('not-allowed', {
    got: queue === undefined ? `'${within}' without a queue` : within,
    allowed:
      [...new Set(levels)].sort().join(', ') ||
      (topologies.length === 0
        ? 'none: the queues of the platform have no topology'
        : `none: no topology has ${bound === undefined ? 'a pool without taints' : `pool '${bound.join("' or '")}'`}`),
    remedy: 'name a level of platform.queues.topologies, together with a queue',
  });
}

/** Kueue looks at nodes, and at what pods ask of them, only in a topology that ends at single nodes: elsewhere it chooses any zone. */
function zoneIsSeen(placement: Placement, bound: readonly string[], queues: Queues | undefined, field: Field): void {
  const zone = nearby(placement).requires?.zone;
  if (placement.queue === undefined || zone === undefined) return;
  for (const [name, { levels, pools }] of Object.entries(queues?.topologies ?? {})) {
    const pool = bound.find((one) => pools.includes(one));
    if (pool === undefined || levels.at(-1) === 'kubernetes.io/hostname') continue;
    field.at('queue').problem('not-allowed', {
      got: `zone ${zone} on pool '${pool}', whose topology '${name}' ends at ${levels.at(-1)}`,
      allowed: 'a topology that ends at kubernetes.io/hostname: Kueue sees zones there only',
      remedy: 'add that level to a topology of another name, leave the queue out, or name another pool',
    });
  }
}

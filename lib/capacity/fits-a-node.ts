import { at, title } from '../app/checks/app-check';
import type { NodePool } from '../platform/node-pool';
import type { Problem } from '../problems';
import { shown } from './amounts';
import { refusals } from './candidates';
import type { Demand } from './demand';
import { beyondNode } from './node-capacity';

/** Whether some node takes each pod, as far as the platform states its pools. */
export function fitsANode(demands: readonly Demand[]): readonly Problem[] {
  return demands.flatMap((demand) => {
    if (demand.platform.pools === undefined) return [];
    if (demand.pools.length === 0) return neverScheduled(demand);
    return tooBig(demand);
  });
}

function pool({ platform }: Demand, name: string): NodePool {
  return platform.pools?.[name] as NodePool;
}

function neverScheduled(demand: Demand): readonly Problem[] {
  const { object, platform, template } = demand;
  const reasons = refusals(template, platform);
  return at(object, 'never-scheduled', {
    got: `pods of ${title(object)}, which can never be scheduled`,
    allowed: reasons.join('; ') || 'none: the platform lists no pool',
    remedy: 'ask for another pool, or state its labels and taints in platform.pools',
  });
}

/** The pool that lacks least decides the text: bigger than its node is bigger than any. */
function tooBig(demand: Demand): readonly Problem[] {
  const { object, need, pools } = demand;
  const lacking = pools.map((name) => ({ name, beyond: beyondNode(need.requests, pool(demand, name)) }));
  if (lacking.some(({ beyond }) => beyond.length === 0)) return [];
  const [closest] = [...lacking].sort(
    (a, b) => a.beyond.length - b.beyond.length || Number((b.beyond[0]?.[2] ?? 0n) - (a.beyond[0]?.[2] ?? 0n)),
  );
  if (closest === undefined) return [];
  return at(object, 'pod-too-big', {
    got: `a pod of ${title(object)} with ${closest.beyond.map(([resource]) => parts(demand, resource)).join(' and ')}`,
    allowed: `at most ${closest.beyond.map(([resource, , has]) => `${shown(resource, has)} of ${resource}`).join(' and ')}, the biggest node that it may go to (pool '${closest.name}')`,
    remedy: 'ask for less, or for a pool of bigger nodes',
  });
}

/** How a pod comes to what it requests: `main 8 + proxy 100m = 8100m of cpu`. */
function parts({ need }: Demand, resource: string): string {
  const whole = need.requests.get(resource) ?? 0n;
  const addends = need.parts().filter(([, amounts]) => (amounts.get(resource) ?? 0n) > 0n);
  const running = addends.reduce((sum, [, amounts]) => sum + (amounts.get(resource) ?? 0n), 0n);
  const words =
    running === whole && addends.length > 0
      ? addends.map(([name, amounts]) => `${name} ${shown(resource, amounts.get(resource) ?? 0n)}`).join(' + ')
      : 'an init container, with the sidecars started before it,';
  return `${words} = ${shown(resource, whole)} of ${resource}`;
}

import { type Coming, type StartCheck, together } from '../app/checks/app-check';
import type { FinishedObject } from '../app/finished';
import { Kinds } from '../kinds/kinds';
import type { Problem } from '../problems';
import { demandsOf, namespaceIn, namespaceOf } from './demand';
import { excerptOf } from './excerpt';
import { fitsANode } from './fits-a-node';
import { fitsThePools } from './fits-the-pools';
import { fitsTheQueue } from './fits-the-queue';
import { fitsTheQuota } from './fits-the-quota';
import { serverlessLimits } from './serverless-limits';

/** Whether everything that the app runs, at its most, fits nodes, quotas and pools. */
export const capacity: StartCheck = (coming) => {
  const matters = isBounded(coming);
  const keep = (object: FinishedObject) => (matters(object) ? excerptOf(object) : undefined);
  return together(keep, problemsOf)(coming);
};

function problemsOf(finished: readonly FinishedObject[]): readonly Problem[] {
  const demands = demandsOf(finished);
  return [
    ...fitsANode(demands),
    ...serverlessLimits(demands),
    ...fitsTheQuota(finished, demands),
    ...fitsTheQueue(finished, demands),
    ...fitsThePools(demands),
  ];
}

/** Whether anything is known that its pods may not fit, a quota of its namespace or nodes; whatever has no pods may be such a bound. */
function isBounded(coming: readonly Coming[]): (object: FinishedObject) => boolean {
  const quotas = coming.filter(({ kind }) => kind.kind === 'ResourceQuota');
  const limited = new Set(quotas.map(({ cluster, namespace }) => namespaceIn(cluster, namespace)));
  return (object) => {
    const { pods, scales } = Kinds.of(object.json);
    if (pods.length === 0 && scales === undefined) return true;
    return object.environment?.platform.pools !== undefined || limited.has(namespaceOf(object));
  };
}

import { together } from '../app/checks/app-check';
import type { FinishedObject } from '../app/finished';
import { demandsOf, namespaceOf } from './demand';
import { excerptOf } from './excerpt';
import { fitsANode } from './fits-a-node';
import { fitsThePools } from './fits-the-pools';
import { fitsTheQueue } from './fits-the-queue';
import { fitsTheQuota } from './fits-the-quota';
import { serverlessLimits } from './serverless-limits';

/** Whether everything that the app runs, at its most, fits nodes, quotas and pools. */
export const capacity = together(excerptOf, (finished) => {
  const bounded = finished.filter(isBounded(finished));
  if (bounded.length === 0) return [];
  const demands = demandsOf(bounded);
  return [
    ...fitsANode(demands),
    ...serverlessLimits(demands),
    ...fitsTheQuota(finished, demands),
    ...fitsTheQueue(finished, demands),
    ...fitsThePools(demands),
  ];
});

/** Whether anything is known that an object may not fit: a quota of its namespace, or nodes. */
function isBounded(finished: readonly FinishedObject[]): (object: FinishedObject) => boolean {
  const limited = new Set(finished.filter(({ json }) => json.kind === 'ResourceQuota').map(namespaceOf));
  return (object) => object.environment?.platform.pools !== undefined || limited.has(namespaceOf(object));
}

import { together } from '../app/checks/app-check';
import { isCounted } from './counted';
import { demandsOf } from './demand';
import { fitsANode } from './fits-a-node';
import { fitsThePools } from './fits-the-pools';
import { fitsTheQueue } from './fits-the-queue';
import { fitsTheQuota } from './fits-the-quota';
import { serverlessLimits } from './serverless-limits';

/** Whether everything that the app runs, at its most, fits nodes, quotas and pools. */
export const capacity = together(isCounted, (finished) => {
  const demands = demandsOf(finished);
  return [
    ...fitsANode(demands),
    ...serverlessLimits(demands),
    ...fitsTheQuota(finished, demands),
    ...fitsTheQueue(finished, demands),
    ...fitsThePools(demands),
  ];
});

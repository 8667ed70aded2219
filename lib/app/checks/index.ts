import { capacity } from '../../capacity/capacity';
import { withinBudget } from '../../cost/within-budget';
import type { StartCheck } from './app-check';
import { autoscalerRequests } from './autoscaler-requests';
import { clusterScope } from './cluster-scope';
import { duplicateIdentity } from './duplicate-identity';
import { objectSize } from './object-size';
import { signalsRecorded } from './signals-recorded';

/** Everything that needs the whole app, and is an error. */
export const appChecks: readonly StartCheck[] = [
  duplicateIdentity,
  clusterScope,
  autoscalerRequests,
  signalsRecorded,
  objectSize,
  capacity,
  withinBudget,
];

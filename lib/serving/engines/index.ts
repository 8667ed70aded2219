import type { ServiceEngine } from '../service-engine';
import { deployment } from './deployment';
import { knative } from './knative';
import { kserve } from './kserve';

/** Every engine with its plain settings; the contract suite, the matrix and the error texts read it. */
export const serviceEngines: readonly ServiceEngine[] = [
  deployment(),
  kserve(),
  kserve({ mode: 'Knative' }),
  knative(),
];

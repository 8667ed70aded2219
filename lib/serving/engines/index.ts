import type { ServiceEngine } from '../service-engine';
import { argoRollout } from './argo-rollout';
import { deployment } from './deployment';

/** Every engine with its plain settings; the contract suite, the matrix and the error texts read it. */
export const serviceEngines: readonly ServiceEngine[] = [deployment(), argoRollout()];

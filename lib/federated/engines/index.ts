import type { FederationEngine } from '../federation-engine';
import { flower } from './flower';

/** Every engine with its plain settings; the contract suite, the matrix and the error texts read it. */
export const federationEngines: readonly FederationEngine[] = [flower()];

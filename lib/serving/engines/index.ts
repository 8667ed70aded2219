import type { ServiceEngine } from '../service-engine';
import { argoRollout } from './argo-rollout';
import { deployment } from './deployment';
import { knative } from './knative';
import { kserve } from './kserve';
import { kserveLlm } from './kserve-llm';
import { rayServe } from './ray-serve';

const application = { name: 'default', importPath: 'serve:app' };

/** Every engine with its plain settings; the contract suite, the matrix and the error texts read it. */
export const serviceEngines: readonly ServiceEngine[] = [
  deployment(),
  argoRollout(),
  kserve(),
  kserve({ mode: 'Knative' }),
  kserveLlm(),
  knative(),
  rayServe({ rayVersion: '2.52.0', applications: [application] }),
];

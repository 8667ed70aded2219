import { at, title } from '../app/checks/app-check';
import type { Serverless } from '../platform/serverless';
import type { Problem } from '../problems';
import type { Demand } from './demand';

interface WireContainer {
  readonly securityContext?: { readonly privileged?: boolean };
}

/** Parts of a pod that this library never writes, and users' own pods may have. */
interface WirePod {
  readonly hostNetwork?: boolean;
  readonly containers?: readonly WireContainer[];
  readonly initContainers?: readonly WireContainer[];
  readonly volumes?: readonly { readonly hostPath?: unknown }[];
}

/** Something that needs a node, how to see whether it is asked for, and where pods without nodes have it too. */
interface Limit {
  readonly what: string;
  readonly asked: (pod: WirePod, demand: Demand) => boolean;
  readonly allowed: (facts: Serverless) => boolean;
}

const limits: readonly Limit[] = [
  {
    what: 'one pod on each node',
    asked: (_pod, { grows }) => grows === 'nodes',
    allowed: ({ daemonSets = false }) => daemonSets,
  },
  {
    what: 'a privileged container',
    asked: ({ containers = [], initContainers = [] }) =>
      [...containers, ...initContainers].some(({ securityContext }) => securityContext?.privileged === true),
    allowed: ({ privileged = false }) => privileged,
  },
  {
    what: 'init containers or sidecars',
    asked: ({ initContainers = [] }) => initContainers.length > 0,
    allowed: ({ initContainers = true }) => initContainers,
  },
  { what: 'the network of a node', asked: ({ hostNetwork }) => hostNetwork === true, allowed: () => false },
  {
    what: 'a folder of a node',
    asked: ({ volumes = [] }) => volumes.some(({ hostPath }) => hostPath !== undefined),
    allowed: () => false,
  },
];

/** Whether pods that can go to no node but to machines of their own ask for nothing that these do not have. */
export function serverlessLimits(demands: readonly Demand[]): readonly Problem[] {
  return demands.flatMap((demand) => {
    const { object, template, pools, platform } = demand;
    const facts = pools.flatMap((name) => platform.pools?.[name]?.serverless ?? []);
    if (pools.length === 0 || facts.length < pools.length) return [];
    const pod = (template.spec ?? {}) as WirePod;
    return limits
      .filter(({ asked, allowed }) => asked(pod, demand) && !facts.some(allowed))
      .flatMap(({ what }) =>
        at(object, 'serverless-limit', {
          got: `${title(object)} with ${what}`,
          allowed: `what pods of ${pools.map((name) => `'${name}'`).join(', ')} may have`,
          remedy: 'leave it out, or name a pool of nodes',
        }),
      );
  });
}

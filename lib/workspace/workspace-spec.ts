import type { Environment } from '../app/environment';
import { dnsName } from '../names';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { quantity } from '../quantity';
import { type LocalQueues, localQueuesOnPlatform } from '../queueing/local-queues';
import { anything, type Check, integer, listOf, mapOf, oneOf, record, required, text } from '../shape';
import { type Named, named } from '../vocabulary/named';

/** What a namespace may use in all. @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export interface Quota {
  /** CPU requested by all pods. */
  readonly cpu: string;
  /** Memory of all pods, requested and at most. */
  readonly memory: string;
  /** Node disk of all pods. @default unlimited */
  readonly ephemeralStorage?: string;
  /** GPUs by node pool. @default none of the platform's pools */
  readonly gpus?: Readonly<Record<string, number>>;
  /** Pods that have not ended. @default unlimited */
  readonly pods?: number;
  /** Storage of all claims. @default unlimited */
  readonly storage?: string;
  /** Claims. @default unlimited */
  readonly claims?: number;
  /** Load balancers of the cloud, which cost money each. @default 0 */
  readonly loadBalancers?: number;
}

/** What a container gets that declares nothing; a quota refuses pods without. */
export interface ContainerDefaults {
  /** @default '100m' */
  readonly cpu?: string;
  /** @default '256Mi' */
  readonly memory?: string;
  /** @default '1Gi' */
  readonly ephemeralStorage?: string;
}

/** Groups of people by what they do. */
export interface Groups {
  /** Start and stop Jobs, see everything but secrets. */
  readonly dataScientists?: readonly string[];
  /** The same, change workloads, and enter pods. */
  readonly mlEngineers?: readonly string[];
  /** Make and change everything that the library emits; for people or programs that deploy. */
  readonly deployers?: readonly string[];
  /** See everything but secrets. */
  readonly viewers?: readonly string[];
}

export interface WorkspaceProps {
  readonly environment: Environment;
  /** Team that it belongs to. @default none: the environment's own workspace */
  readonly team?: string;
  /** @default the environment's, with the team's name behind it */
  readonly namespace?: string;
  readonly quota: Quota;
  readonly containerDefaults?: ContainerDefaults;
  /** Queues of the namespace by name, each to a queue of the platform; `placement.queue` names one. @default none */
  readonly queues?: LocalQueues;
  /** Pod Security that the namespace enforces. @default 'restricted' */
  readonly podSecurity?: 'restricted' | 'baseline' | 'privileged';
  /** Who has which role. @default nobody: the roles stand there to be bound */
  readonly groups?: Groups;
  /** Secrets with which pods of the default account pull images. @default the platform's */
  readonly pullSecrets?: readonly Named[];
}

const quota: Check<Quota> = record<Quota>({
  cpu: required(quantity),
  memory: required(quantity),
  ephemeralStorage: quantity,
  gpus: mapOf(integer(0, 100_000)),
  pods: integer(0),
  storage: quantity,
  claims: integer(0),
  loadBalancers: integer(0),
});

const groupNames = listOf(text);

const shape: Check<WorkspaceProps> = record<WorkspaceProps>({
  environment: required(anything),
  team: dnsName,
  namespace: dnsName,
  quota: required(quota),
  containerDefaults: record<ContainerDefaults>({ cpu: quantity, memory: quantity, ephemeralStorage: quantity }),
  queues: mapOf(dnsName, dnsName),
  podSecurity: oneOf('restricted', 'baseline', 'privileged'),
  groups: record<Groups>({
    dataScientists: groupNames,
    mlEngineers: groupNames,
    deployers: groupNames,
    viewers: groupNames,
  }),
  pullSecrets: listOf(named),
});

/** Checks the props and what they ask of the platform; problems go to the field. */
export function checkWorkspace(props: WorkspaceProps, field: Field): void {
  shape(props, field);
  if (field.problems.length > 0) return;
  const { platform } = props.environment;
  gpuPools(props.quota, platform, field.at('quota').at('gpus'));
  localQueuesOnPlatform(props.queues ?? {}, platform, field.at('queues'));
}

function gpuPools({ gpus = {} }: Quota, { pools = {} }: Platform, field: Field): void {
  const withGpu =
    Object.keys(pools)
      .filter((name) => pools[name]?.gpu !== undefined)
      .sort()
      .join(', ') || 'none';
  for (const pool of Object.keys(gpus)) {
    const facts = pools[pool];
    if (facts === undefined)
      field
        .at(pool)
        .problem('unknown-pool', { got: pool, allowed: withGpu, remedy: 'name a pool of the platform with GPUs' });
    else if (facts.gpu === undefined)
      field.at(pool).problem('pool-without-gpu', { got: pool, allowed: withGpu, remedy: 'name a pool with GPUs' });
  }
}

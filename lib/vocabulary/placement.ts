import type { NodeAffinity, PodSpec, Toleration } from '../../imports/kubernetes';
import { dnsName } from '../names';
import { knownPool, type NodePool, poolLabels, poolTaints, zoneLabel } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { type Check, flag, record, text } from '../shape';
import { type Compute, gpuOnPool } from './compute';
import type { Labels } from './labels';
import { type HasPlace, near, nearby, nearOnPlatform } from './near';
import { queueOnPlatform } from './queue-on-platform';
import { closestPool, lackingOf, poolsMeeting, type Requirements, requirements } from './requirements';

/** Where pods run. */
export interface Placement {
  /** Node pool of the platform. @default the pool of the GPUs, else any node without taints */
  readonly pool?: string;
  /** Claim whose data is read: its zone, or the pool whose nodes have it. @default wherever its volume lets pods go */
  readonly near?: HasPlace;
  /** What a node must have; any pool that has it will do, or the named one must. @default nothing more than the pod asks for */
  readonly requires?: Requirements;
  /** Nodes that may be reclaimed at any time: the pool, or the platform's first spot pool without GPUs. @default false */
  readonly spot?: boolean;
  /** Spread over zones, softly. @default true for pods of a service */
  readonly spread?: boolean;
  /** Priority class of the platform. @default the class of the construct's kind, where the platform has it */
  readonly priority?: string;
  /** Queue of the namespace that admits the workload; the workspace has it. @default none: it starts at once */
  readonly queue?: string;
  /** Label of a topology level of the platform's queues: all pods stand within one node, rack or block. @default anywhere */
  readonly within?: string;
}

export const placement: Check<Placement> = record<Placement>({
  pool: dnsName,
  near,
  requires: requirements,
  spot: flag,
  spread: flag,
  priority: dnsName,
  queue: dnsName,
  within: text,
});

/** The names of the pools that pods may go to; undefined for any node without taints. */
export function poolsOf(
  wanted: Placement,
  computes: readonly Compute[],
  platform: Platform,
): readonly string[] | undefined {
  const { pool, spot = false, requires } = nearby(wanted);
  const named = computes.find(({ gpu }) => gpu !== undefined)?.gpu?.pool ?? pool;
  if (named !== undefined) return [named];
  if (requires !== undefined) return poolsMeeting(requires, spot, computes, platform);
  if (!spot) return undefined;
  const [first] = Object.keys(platform.pools ?? {})
    .sort()
    .filter((name) => platform.pools?.[name]?.spot === true && platform.pools[name]?.gpu === undefined);
  return first === undefined ? undefined : [first];
}

/** Whether the platform has what the placement and the GPUs ask for. */
export function placementOnPlatform(
  given: Placement,
  computes: readonly Compute[],
  platform: Platform,
  field: Field,
): void {
  nearOnPlatform(given, field.at('placement').at('near'));
  const wanted = nearby(given);
  const pools = platform.pools ?? {};
  const names = Object.keys(pools).sort();
  if (wanted.pool !== undefined) knownPool(wanted.pool, pools, field.at('placement').at('pool'));
  for (const { gpu } of computes) {
    if (gpu === undefined) continue;
    const at = field.at('compute').at('gpu').at('pool');
    const has = pools[gpu.pool]?.gpu;
    if (has !== undefined) gpuOnPool(gpu, has, field.at('compute').at('gpu'));
    else if (knownPool(gpu.pool, pools, at)) {
      at.problem('pool-without-gpu', {
        got: gpu.pool,
        allowed: names.filter((name) => pools[name]?.gpu !== undefined).join(', ') || 'none',
        remedy: 'name a pool with GPUs',
      });
    }
    if (wanted.pool !== undefined && wanted.pool !== gpu.pool) {
      field.at('placement').at('pool').problem('not-allowed', {
        got: wanted.pool,
        allowed: gpu.pool,
        remedy: 'leave placement.pool out: the GPUs decide the pool',
      });
    }
  }
  const bound = poolsOf(wanted, computes, platform);
  requirementsOnPlatform(wanted, bound, computes, platform, field.at('placement').at('requires'));
  const notSpot = bound?.find((name) => pools[name] !== undefined && pools[name]?.spot !== true);
  if (wanted.spot === true && wanted.requires === undefined && (bound === undefined || notSpot !== undefined)) {
    field
      .at('placement')
      .at('spot')
      .problem('spot-without-pool', {
        got: bound === undefined ? 'no spot pool' : `pool '${notSpot}', which is not spot`,
        allowed:
          names.filter((name) => pools[name]?.spot === true).join(', ') || 'none: the platform lists no spot pool',
        remedy: 'name a spot pool, or leave spot out',
      });
  }
  queueOnPlatform(wanted, bound, platform, field.at('placement'));
  const { priority } = wanted;
  if (priority !== undefined && platform.priorities?.[priority] === undefined) {
    field
      .at('placement')
      .at('priority')
      .problem('unknown-priority', {
        got: priority,
        allowed:
          Object.keys(platform.priorities ?? {})
            .sort()
            .join(', ') || 'none: the platform lists no priorities',
        remedy: 'name a priority of the platform, or add it there',
      });
  }
}

/** Whether some pool, or the one that is named, has what is required. */
function requirementsOnPlatform(
  { pool, requires, spot = false }: Placement,
  bound: readonly string[] | undefined,
  computes: readonly Compute[],
  platform: Platform,
  field: Field,
): void {
  if (requires === undefined) return;
  const named = computes.some(({ gpu }) => gpu !== undefined) || pool !== undefined ? bound?.[0] : undefined;
  const facts = named === undefined ? undefined : platform.pools?.[named];
  const lacking = facts === undefined ? [] : lackingOf(requires, [], facts);
  if (lacking.length === 0 && (named !== undefined || (bound ?? []).length > 0)) return;
  field.problem('no-pool-fits', {
    got: requires,
    allowed:
      facts === undefined
        ? closestPool(requires, spot, computes, platform)
        : `what pool '${named}' has; it lacks ${lacking.join(' and ')}`,
    remedy: 'require less, or state the facts of the pools in platform.pools',
  });
}

/** Where a pod may go: one pool by its labels, several by an affinity to any of them; and the zone it requires. */
export function onPools(
  pools: readonly NodePool[],
  placement: Placement,
): Pick<PodSpec, 'nodeSelector' | 'tolerations'> & { readonly nodeAffinity?: NodeAffinity } {
  const { requires } = nearby(placement);
  const [only, ...others] = pools;
  const nodeSelector: Labels = {
    ...(only !== undefined && others.length === 0 && poolLabels(only)),
    ...(requires?.zone !== undefined && { [zoneLabel]: requires.zone }),
  };
  const tolerations = tolerating(pools);
  return {
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(others.length > 0 && { nodeAffinity: anyOf(pools) }),
  };
}

function tolerating(pools: readonly NodePool[]): readonly Toleration[] {
  const tolerations = pools
    .flatMap(poolTaints)
    .map(({ key, value, effect }) =>
      value === undefined
        ? ({ key, operator: 'Exists', effect } as const)
        : ({ key, operator: 'Equal', value, effect } as const),
    );
  return [...new Map(tolerations.map((toleration) => [JSON.stringify(toleration), toleration])).values()];
}

function anyOf(pools: readonly NodePool[]): NodeAffinity {
  const terms = pools.map((pool) => ({
    matchExpressions: Object.entries(poolLabels(pool))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, label]) => ({ key, operator: 'In', values: [label] })),
  }));
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
}

import { dnsName } from '../names';
import type { NodePool } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { type Check, flag, record } from '../shape';
import type { Compute } from './compute';

/** Where pods run. */
export interface Placement {
  /** Node pool of the platform. @default the pool of the GPUs, else any node without taints */
  readonly pool?: string;
  /** Nodes that may be reclaimed at any time: the pool, or the platform's first spot pool without GPUs. @default false */
  readonly spot?: boolean;
  /** Spread over zones, softly. @default true for pods of a service */
  readonly spread?: boolean;
  /** Priority class of the platform. @default the class of the construct's kind, where the platform has it */
  readonly priority?: string;
}

export const placement: Check<Placement> = record<Placement>({
  pool: dnsName,
  spot: flag,
  spread: flag,
  priority: dnsName,
});

/** The name of the pool that pods are bound to; undefined for any node. */
export function poolOf(
  { pool, spot }: Placement,
  computes: readonly Compute[],
  platform: Platform,
): string | undefined {
  const spotPool = () =>
    Object.keys(platform.pools ?? {})
      .sort()
      .find((name) => platform.pools?.[name]?.spot === true && platform.pools[name]?.gpu === undefined);
  return computes.find(({ gpu }) => gpu !== undefined)?.gpu?.pool ?? pool ?? (spot === true ? spotPool() : undefined);
}

/** Whether the platform has what the placement and the GPUs ask for. */
export function placementOnPlatform(
  wanted: Placement,
  computes: readonly Compute[],
  platform: Platform,
  field: Field,
): void {
  const pools = platform.pools ?? {};
  const names = Object.keys(pools).sort();
  const unknown = (name: string, at: Field) =>
    at.problem('unknown-pool', {
      got: name,
      allowed: names.join(', ') || 'none: the platform lists no pools',
      remedy: 'name a pool of the platform, or add it there',
    });
  if (wanted.pool !== undefined && pools[wanted.pool] === undefined)
    unknown(wanted.pool, field.at('placement').at('pool'));
  for (const { gpu } of computes) {
    if (gpu === undefined) continue;
    const at = field.at('compute').at('gpu').at('pool');
    if (pools[gpu.pool] === undefined) unknown(gpu.pool, at);
    else if (pools[gpu.pool]?.gpu === undefined) {
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
  const bound = poolOf(wanted, computes, platform);
  if (
    wanted.spot === true &&
    (bound === undefined ||
      pools[bound]?.spot === false ||
      (pools[bound] !== undefined && pools[bound]?.spot === undefined))
  ) {
    field
      .at('placement')
      .at('spot')
      .problem('spot-without-pool', {
        got: bound === undefined ? 'no spot pool' : `pool '${bound}', which is not spot`,
        allowed:
          names.filter((name) => pools[name]?.spot === true).join(', ') || 'none: the platform lists no spot pool',
        remedy: 'name a spot pool, or leave spot out',
      });
  }
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

/** Selector and tolerations of a pool. */
export function onPool({ labels, taints = [] }: NodePool) {
  const tolerations = taints.map(({ key, value, effect }) =>
    value === undefined
      ? ({ key, operator: 'Exists', effect } as const)
      : ({ key, operator: 'Equal', value, effect } as const),
  );
  return { nodeSelector: labels, ...(tolerations.length > 0 && { tolerations }) };
}

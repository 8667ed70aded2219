import { type NodePool, poolLabels } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import { canonicalQuantity, parseQuantity, quantity } from '../quantity';
import { type Check, flag, oneOf, record, text } from '../shape';
import type { Compute } from './compute';

/** What a node must have, where the name of its pool does not matter. */
export interface Requirements {
  /** CPU of a node, at least. @default what the pod asks for */
  readonly cpu?: string;
  /** Memory of a node, at least. @default what the pod asks for */
  readonly memory?: string;
  /** @default any */
  readonly arch?: 'amd64' | 'arm64';
  /** @default any */
  readonly cpuVendor?: 'intel' | 'amd';
  /** Scratch on a local SSD. @default false */
  readonly localSsd?: boolean;
  /** Zone, such as that of a volume. @default any */
  readonly zone?: string;
}

export const requirements: Check<Requirements> = record<Requirements>({
  cpu: quantity,
  memory: quantity,
  arch: oneOf('amd64', 'arm64'),
  cpuVendor: oneOf('intel', 'amd'),
  localSsd: flag,
  zone: text,
});

function less(have: string, want: string): boolean {
  return (parseQuantity(have) ?? 0n) < (parseQuantity(want) ?? 0n);
}

type Lack = (wanted: Requirements, pool: NodePool) => string | undefined;

const lacks: Readonly<Record<keyof Requirements, Lack>> = {
  cpu: ({ cpu }, pool) => (cpu !== undefined && less(pool.cpu, cpu) ? `cpu ${cpu} (has ${pool.cpu})` : undefined),
  memory: ({ memory }, pool) =>
    memory !== undefined && less(pool.memory, memory) ? `memory ${memory} (has ${pool.memory})` : undefined,
  arch: ({ arch }, pool) =>
    arch !== undefined && pool.arch !== arch ? `arch ${arch} (${stated(pool.arch)})` : undefined,
  cpuVendor: ({ cpuVendor }, pool) =>
    cpuVendor !== undefined && pool.cpuVendor !== cpuVendor
      ? `cpuVendor ${cpuVendor} (${stated(pool.cpuVendor)})`
      : undefined,
  localSsd: ({ localSsd }, pool) => (localSsd === true && pool.localSsd !== true ? 'localSsd' : undefined),
  zone: ({ zone }, { zones }) =>
    zone !== undefined && zones?.includes(zone) !== true ? `zone ${zone} (${stated(zones?.join(', '))})` : undefined,
};

function stated(fact: string | undefined): string {
  return fact === undefined ? 'states none' : `has ${fact}`;
}

/** What a pool lacks for the requirements and for the pod itself; empty when it can hold it. */
export function lackingOf(wanted: Requirements, computes: readonly Compute[], pool: NodePool): readonly string[] {
  const most = (key: 'cpu' | 'memory') =>
    computes.reduce((largest, compute) => (less(largest, compute[key]) ? compute[key] : largest), wanted[key] ?? '0');
  const whole = { ...wanted, cpu: canonicalQuantity(most('cpu')), memory: canonicalQuantity(most('memory')) };
  return Object.values(lacks).flatMap((lack) => lack(whole, pool) ?? []);
}

/** A pool that may be chosen without being named: plain nodes that labels select, and spot only where it was asked for. */
function choosable(spot: boolean): (pool: NodePool) => boolean {
  return (pool) =>
    pool.serverless === undefined &&
    pool.gpu === undefined &&
    (pool.spot ?? false) === spot &&
    Object.keys(poolLabels(pool)).length > 0;
}

/** Names of the pools that can hold a pod with these requirements, in order. */
export function poolsMeeting(
  wanted: Requirements,
  spot: boolean,
  computes: readonly Compute[],
  { pools = {} }: Platform,
): readonly string[] {
  return Object.keys(pools)
    .sort()
    .filter((name) => {
      const pool = pools[name];
      return pool !== undefined && choosable(spot)(pool) && lackingOf(wanted, computes, pool).length === 0;
    });
}

/** The pool that lacks least, in words. */
export function closestPool(
  wanted: Requirements,
  spot: boolean,
  computes: readonly Compute[],
  { pools = {} }: Platform,
): string {
  const [closest] = Object.entries(pools)
    .filter(([, pool]) => choosable(spot)(pool))
    .map(([name, pool]) => ({ name, lacking: lackingOf(wanted, computes, pool) }))
    .sort((a, b) => a.lacking.length - b.lacking.length || (a.name < b.name ? -1 : 1));
  if (closest === undefined) return `none: the platform lists no ${spot ? 'spot ' : ''}pool to choose from`;
  return `none; pool '${closest.name}' is closest and lacks ${closest.lacking.join(' and ')}`;
}

import { dnsName } from '../names';
import { defaultGpuResource, type PoolGpu } from '../platform/accelerators/accelerator';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { canonicalQuantity, parseQuantity, quantity } from '../quantity';
import { type Check, integer, record, required } from '../shape';

/** GPUs from a pool of the platform; its labels, taints and resource name are the platform's. */
export interface GpuRequest {
  /** Name of a node pool that has GPUs. */
  readonly pool: string;
  /** GPUs for each pod. */
  readonly count: number;
  /** Memory of one GPU, at least, whatever the environment's pool is. @default not checked */
  readonly memory?: string;
}

/** What one container asks for. @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ */
export interface Compute {
  /** CPU requested, such as `500m` or `4`. */
  readonly cpu: string;
  /** Most CPU it may use. @default none: idle CPU of the node may be used */
  readonly cpuLimit?: string;
  /** Memory, requested and at most, such as `2Gi`. */
  readonly memory: string;
  /** Node disk for logs and scratch, requested and at most. @default '1Gi' */
  readonly ephemeralStorage?: string;
  /** GPUs. @default none */
  readonly gpu?: GpuRequest;
}

export const compute: Check<Compute> = record<Compute>(
  {
    cpu: required(quantity),
    cpuLimit: quantity,
    memory: required(quantity),
    ephemeralStorage: quantity,
    gpu: record<GpuRequest>({ pool: required(dnsName), count: required(integer(1, 64)), memory: quantity }),
  },
  ({ cpu, cpuLimit }, field) => {
    if (cpuLimit !== undefined && (parseQuantity(cpuLimit) ?? 0n) < (parseQuantity(cpu) ?? 0n)) {
      field.at('cpuLimit').problem('out-of-range', {
        got: cpuLimit,
        allowed: `at least cpu, ${cpu}`,
        remedy: 'raise it, or leave it out',
      });
    }
  },
);

export function ephemeralStorageOf({ ephemeralStorage }: Compute): string {
  return canonicalQuantity(ephemeralStorage ?? '1Gi');
}

/** Extended resource and count of the GPUs; undefined without GPUs, and where a claim of devices stands for them. */
export function gpuResource({ gpu }: Compute, platform: Platform): readonly [string, number] | undefined {
  const facts = gpu === undefined ? undefined : platform.pools?.[gpu.pool]?.gpu;
  if (gpu === undefined || facts?.allocation === 'dra') return undefined;
  return [facts?.resource ?? defaultGpuResource, gpu.count];
}

/** Requests and limits in wire format. */
export function resourcesOf(
  wanted: Compute,
  platform: Platform,
): { requests: Record<string, string>; limits: Record<string, string> } {
  const gpu = gpuResource(wanted, platform);
  const both = {
    memory: canonicalQuantity(wanted.memory),
    'ephemeral-storage': ephemeralStorageOf(wanted),
    ...(gpu !== undefined && { [gpu[0]]: String(gpu[1]) }),
  };
  return {
    requests: { cpu: canonicalQuantity(wanted.cpu), ...both },
    limits: { ...(wanted.cpuLimit !== undefined && { cpu: canonicalQuantity(wanted.cpuLimit) }), ...both },
  };
}

/** Whether a node of the pool can hold it at all. */
export function computeOnPool(wanted: Compute, pool: string | undefined, platform: Platform, field: Field): void {
  const facts = pool === undefined ? undefined : platform.pools?.[pool];
  if (facts === undefined) return;
  const tooBig = (got: string, most: string, key: string) =>
    field.at(key).problem('pool-too-small', {
      got,
      allowed: `at most ${most}, a node of pool '${pool}'`,
      remedy: 'ask for less, or for another pool',
    });
  if ((parseQuantity(wanted.cpu) ?? 0n) > (parseQuantity(facts.cpu) ?? 0n)) tooBig(wanted.cpu, facts.cpu, 'cpu');
  if ((parseQuantity(wanted.memory) ?? 0n) > (parseQuantity(facts.memory) ?? 0n))
    tooBig(wanted.memory, facts.memory, 'memory');
  if (wanted.gpu !== undefined && facts.gpu !== undefined && wanted.gpu.count > facts.gpu.count) {
    tooBig(`${wanted.gpu.count} GPUs`, `${facts.gpu.count} GPUs`, 'gpu.count');
  }
}

/** Whether one GPU of the pool has the memory, and whether a pod may have several. */
export function gpuOnPool({ pool, count, memory }: GpuRequest, facts: PoolGpu, field: Field): void {
  const { shared = 1 } = facts;
  if (count > 1 && shared > 1) {
    field.at('count').problem('not-allowed', {
      got: `${count} GPUs of pool '${pool}', each shared by ${shared} pods`,
      allowed: '1: two shares may be turns on the same GPU',
      remedy: 'ask for one, or for a pool of whole GPUs',
    });
  }
  if (memory === undefined) return;
  const share = (parseQuantity(facts.memory ?? '0') ?? 0n) / BigInt(shared);
  if (share >= (parseQuantity(memory) ?? 0n)) return;
  field.at('memory').problem('pool-too-small', {
    got: memory,
    allowed:
      facts.memory === undefined
        ? `nothing: pool '${pool}' does not state gpu.memory`
        : `at most ${facts.memory}${shared > 1 ? ` shared by ${shared} pods` : ''}, a GPU of pool '${pool}'`,
    remedy: 'ask for less, or for another pool',
  });
}

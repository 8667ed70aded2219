import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import { gpuQuotaKey } from '../platform/accelerators/accelerator';
import type { Platform } from '../platform/platform';
import { canonicalQuantity } from '../quantity';
import type { ContainerDefaults, Quota } from './workspace-spec';

/** GPUs by their key of a quota; those of the platform that nobody asked for are closed. */
function gpuQuota({ gpus = {} }: Quota, { pools = {} }: Platform): Record<string, string> {
  const sums = new Map<string, number>();
  for (const [name, { gpu }] of Object.entries(pools)) {
    if (gpu === undefined) continue;
    const key = gpuQuotaKey(gpu);
    sums.set(key, (sums.get(key) ?? 0) + (gpus[name] ?? 0));
  }
  return Object.fromEntries([...sums].map(([key, sum]) => [key, String(sum)]));
}

/** What the namespace may use in all. */
export function resourceQuota(scope: Construct, quota: Quota, platform: Platform): void {
  const { cpu, memory, ephemeralStorage, pods, storage, claims, loadBalancers = 0 } = quota;
  const disk = ephemeralStorage === undefined ? undefined : canonicalQuantity(ephemeralStorage);
  emit(scope, 'Quota', {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'workspace' },
    spec: {
      hard: {
        'requests.cpu': canonicalQuantity(cpu),
        'requests.memory': canonicalQuantity(memory),
        'limits.memory': canonicalQuantity(memory),
        ...(disk !== undefined && { 'requests.ephemeral-storage': disk, 'limits.ephemeral-storage': disk }),
        ...gpuQuota(quota, platform),
        ...(pods !== undefined && { pods: String(pods) }),
        ...(storage !== undefined && { 'requests.storage': canonicalQuantity(storage) }),
        ...(claims !== undefined && { persistentvolumeclaims: String(claims) }),
        'services.loadbalancers': String(loadBalancers),
      },
    },
  });
}

/** What a container gets that declares nothing: without it the quota would refuse its pod. */
export function limitRange(
  scope: Construct,
  { cpu = '100m', memory = '256Mi', ephemeralStorage = '1Gi' }: ContainerDefaults,
): void {
  const both = { memory: canonicalQuantity(memory), 'ephemeral-storage': canonicalQuantity(ephemeralStorage) };
  emit(scope, 'Limits', {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'workspace' },
    spec: { limits: [{ type: 'Container', defaultRequest: { cpu: canonicalQuantity(cpu), ...both }, default: both }] },
  });
}

import type { Container, PodSpec } from '../../imports/kubernetes';
import type { Platform } from '../platform/platform';
import type { GpuRequest } from '../vocabulary/compute';
import type { ContainerRequest } from './container';

/** The template of a namespace for claims of so many devices of a pool; its `Workspace` emits it. */
export function claimTemplateName(pool: string, count: number): string {
  return `${pool}-${count}`;
}

function claimed({ compute: { gpu } }: ContainerRequest, { pools }: Platform): GpuRequest | undefined {
  return gpu !== undefined && pools?.[gpu.pool]?.gpu?.allocation === 'dra' ? gpu : undefined;
}

/** The claim that stands for the GPUs of a container. @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/ */
export function claimedBy(
  request: ContainerRequest,
  platform: Platform,
): Pick<NonNullable<Container['resources']>, 'claims'> {
  return claimed(request, platform) === undefined ? {} : { claims: [{ name: request.name }] };
}

/** The claims of a pod, one for each container with GPUs, named as the container. */
export function resourceClaims(
  containers: readonly ContainerRequest[],
  platform: Platform,
): Pick<PodSpec, 'resourceClaims'> {
  const claims = containers.flatMap((container) => {
    const gpu = claimed(container, platform);
    if (gpu === undefined) return [];
    return [{ name: container.name, resourceClaimTemplateName: claimTemplateName(gpu.pool, gpu.count) }];
  });
  return claims.length === 0 ? {} : { resourceClaims: claims };
}

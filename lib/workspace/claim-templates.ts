import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { NodePool } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import { claimTemplateName } from '../pod/device-claims';
import type { Quota } from './workspace-spec';

/**
 * What pods claim devices by, where a pool gives them by claims: a template for each number that the quota and a node
 * allow. @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
 */
export function claimTemplates(scope: Construct, { gpus = {} }: Quota, { pools = {} }: Platform): void {
  for (const [pool, quota] of Object.entries(gpus)) {
    const { gpu } = pools[pool] ?? {};
    if (gpu?.allocation !== 'dra') continue;
    for (let count = 1; count <= Math.min(quota, gpu.count); count++) template(scope, pool, count, gpu);
  }
}

function template(
  scope: Construct,
  pool: string,
  count: number,
  { deviceClass, deviceSelector }: NonNullable<NodePool['gpu']>,
): void {
  const name = claimTemplateName(pool, count);
  const selectors = deviceSelector === undefined ? {} : { selectors: [{ cel: { expression: deviceSelector } }] };
  emit(scope, `Claims-${name}`, {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: { name },
    spec: {
      spec: {
        devices: {
          requests: [
            {
              name: 'gpu',
              exactly: { deviceClassName: deviceClass, allocationMode: 'ExactCount', count, ...selectors },
            },
          ],
        },
      },
    },
  });
}

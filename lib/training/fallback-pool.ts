import type { NodePool } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { computeOnPool } from '../vocabulary/compute';
import type { TrainingJobProps } from './training-job-spec';

/** Whether pods of the spot pool could run in the fallback of their checkpoint. */
export function fallbackOnPlatform(
  { checkpoint, compute }: TrainingJobProps,
  pool: NodePool | undefined,
  platform: Platform,
  field: Field,
): void {
  const name = checkpoint?.fallback;
  if (name === undefined) return;
  const pools = platform.pools ?? {};
  const facts = pools[name];
  const gpu = compute.gpu === undefined ? undefined : pool?.gpu?.resource;
  const fit = Object.keys(pools)
    .sort()
    .filter((other) => {
      const { spot, labels = {}, gpu: has } = pools[other] ?? {};
      return spot !== true && Object.keys(labels).length > 0 && (compute.gpu === undefined || has !== undefined);
    });
  const allowed = fit.join(', ') || 'none: no pool of the platform can stand in';
  if (facts === undefined) {
    field.problem('unknown-pool', { got: name, allowed, remedy: 'name a pool of the platform, or add it there' });
  } else if (pool?.spot !== true) {
    field.problem('not-allowed', {
      got: name,
      allowed: 'a fallback of spot nodes',
      remedy: 'leave it out: the training is not on spot nodes',
    });
  } else if (!fit.includes(name) || (compute.gpu !== undefined && facts.gpu?.resource !== gpu)) {
    field.problem('not-allowed', {
      got: `pool '${name}'`,
      allowed,
      remedy: 'name a pool that stays, has labels, and has the same GPUs',
    });
  } else computeOnPool(compute, name, platform, field);
}

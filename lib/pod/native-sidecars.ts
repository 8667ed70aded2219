import type { Platform } from '../platform/platform';
import { atLeast } from '../platform/version';
import type { Field } from '../problems';

/** Kubernetes that starts sidecars first, ends them last, and lets a Job end beside them. */
const nativeSidecars = '1.29';

export function hasNativeSidecars({ kubernetes }: Platform): boolean {
  return atLeast(kubernetes, nativeSidecars);
}

/** Before native sidecars a container beside the main one keeps a Job running for ever. */
export function sidecarsInJob(sidecars: readonly unknown[] = [], platform: Platform, field: Field): void {
  if (sidecars.length === 0 || hasNativeSidecars(platform)) return;
  field.at('sidecars').problem('version-too-old', {
    got: `sidecars in a Job on Kubernetes ${platform.kubernetes}`,
    allowed: `Kubernetes ${nativeSidecars} or newer`,
    remedy: 'leave them out, or upgrade the cluster and platform.kubernetes',
  });
}

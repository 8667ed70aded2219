import type { GpuMetricsFacts } from '../platform/gpu-metrics';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import type { Watched } from '../vocabulary/watched';

/** Whether this namespace may read what the containers of a profiled training use. */
export function profileOnPlatform(
  { name, profile }: Watched,
  namespace: string,
  { kubeletReaders = [] }: Platform,
  field: Field,
): void {
  if (profile === undefined || kubeletReaders.includes(namespace)) return;
  field.problem('missing-platform-fact', {
    got: `the profile of ${name}, whose containers the kubelets measure`,
    allowed: 'a platform whose kubeletReaders list the namespace',
    remedy: `add '${namespace}' to platform.kubeletReaders: Cluster emits the right`,
  });
}

/** The exporter of its GPUs, where the platform has one that this namespace may find. */
export function profiledGpus(
  { profile }: Watched,
  namespace: string,
  { gpuMetrics }: Platform,
): GpuMetricsFacts | undefined {
  return profile?.gpu === true && gpuMetrics?.readers.includes(namespace) === true ? gpuMetrics : undefined;
}

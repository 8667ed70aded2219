import type { GpuMetricsFacts } from '../platform/gpu-metrics';
import type { Readers } from './readers';

/** The right to find the pods of the GPU exporter, of the Prometheus of each namespace. */
export function gpuMetricsReaders({ namespace, readers }: GpuMetricsFacts): Readers {
  return {
    name: 'gpu-metrics-reader',
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
    account: 'prometheus',
    namespaces: readers,
    within: namespace,
  };
}

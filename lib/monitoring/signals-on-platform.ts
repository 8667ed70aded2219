import type { GpuMetricsFacts } from '../platform/gpu-metrics';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import type { Watched } from '../vocabulary/watched';

/** The exporter that a watched service's signals read, where this namespace may find it. */
export function gpuExporterOf(
  { name, signals = [] }: Watched,
  namespace: string,
  { gpuMetrics }: Platform,
  field: Field,
): GpuMetricsFacts | undefined {
  if (!signals.some(({ exportedBy }) => exportedBy === 'gpus')) return undefined;
  if (gpuMetrics?.readers.includes(namespace)) return gpuMetrics;
  field.problem('missing-platform-fact', {
    got: `a signal of GPUs of ${name} in namespace ${namespace}`,
    allowed: 'a platform whose gpuMetrics.readers list the namespace',
    remedy: `add '${namespace}' to platform.gpuMetrics.readers: Cluster emits the right`,
  });
  return undefined;
}

/** The names by which one Prometheus is known. */
const plain = (address: string) => address.replace(/\/$/, '').replace('.svc.cluster.local', '.svc');

/** An autoscaler gets its signals through the adapter, which asks one Prometheus of the cluster. */
export function adapterAsks({ scaling }: Watched, address: string, { metricsAdapter }: Platform, field: Field): void {
  if (!scaling?.throughAdapter || scaling.on.length === 0 || metricsAdapter === undefined) return;
  if (plain(metricsAdapter.prometheus) === plain(address)) return;
  field.problem('metric-not-served', {
    got: `${scaling.on.map(({ record }) => record).join(', ')}, recorded at ${address}`,
    allowed: `what the metrics adapter asks: ${metricsAdapter.prometheus}`,
    remedy: 'scale by: keda({ from: stack }), or let the adapter ask the Prometheus that records it',
  });
}

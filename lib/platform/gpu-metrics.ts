import { dnsName } from '../names';
import { type Check, integer, listOf, mapOf, record, required, text } from '../shape';

/** NVIDIA's exporter of GPU metrics. @see https://github.com/NVIDIA/dcgm-exporter */
export interface GpuMetricsFacts {
  /** Namespace of its pods. */
  readonly namespace: string;
  /** Labels of its pods. @default `app: nvidia-dcgm-exporter`, as the GPU operator labels them */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default 9400 */
  readonly port?: number;
  /** Namespaces whose monitoring may find its pods; `Cluster` emits the right. */
  readonly readers: readonly string[];
}

export const gpuMetrics: Check<GpuMetricsFacts> = record<GpuMetricsFacts>({
  namespace: required(dnsName),
  labels: mapOf(text),
  port: integer(1, 65535),
  readers: required(listOf(dnsName, 1)),
});

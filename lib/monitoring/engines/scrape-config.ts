import type { GpuMetricsFacts } from '../../platform/gpu-metrics';
import type { Labels } from '../../vocabulary/labels';
import type { ScrapeTarget } from '../monitoring-engine';

import { versionLabel } from '../version-label';

const pod = '__meta_kubernetes_pod_';

/** Labels with which controllers tell the pods of versions apart; a pod has one of them. */
const hashes = ['pod_template_hash', 'rollouts_pod_template_hash'];

/** The pods of one target, found by their labels. @see https://prometheus.io/docs/prometheus/3.5/configuration/configuration/#kubernetes_sd_config */
export function podScrape({ name, peer, port, path }: ScrapeTarget, namespace: string): object {
  return {
    job_name: name,
    metrics_path: path,
    kubernetes_sd_configs: [podsWith(peer.labels, namespace)],
    relabel_configs: [
      ...standingAt(port),
      { source_labels: [`${pod}name`], target_label: 'pod' },
      { source_labels: hashes.map((label) => `${pod}label_${label}`), separator: '', target_label: versionLabel },
    ],
  };
}

function podsWith(labels: Labels, namespace: string): object {
  const label = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return { role: 'pod', namespaces: { names: [namespace] }, selectors: [{ role: 'pod', label }] };
}

function standingAt(port: number): readonly object[] {
  return [
    { source_labels: [`${pod}container_port_number`], regex: String(port), action: 'keep' },
    { source_labels: [`${pod}phase`], regex: 'Succeeded|Failed', action: 'drop' },
  ];
}

export const gpuExporterLabels: Labels = { app: 'nvidia-dcgm-exporter' };
export const gpuExporterPort = 9400;

/** The GPUs of this namespace's pods, which the exporter names by the labels `namespace` and `pod` of its own. */
export function gpuScrape(
  { namespace: exporter, labels = gpuExporterLabels, port = gpuExporterPort }: GpuMetricsFacts,
  namespace: string,
): object {
  return {
    job_name: 'gpu-metrics',
    honor_labels: true,
    kubernetes_sd_configs: [podsWith(labels, exporter)],
    relabel_configs: standingAt(port),
    metric_relabel_configs: [
      { source_labels: ['__name__'], regex: 'DCGM_FI_.+', action: 'keep' },
      { source_labels: ['namespace'], regex: namespace, action: 'keep' },
    ],
  };
}

/** The space of this namespace's claims, from every kubelet; their certificates are mostly self-signed. */
export function kubeletScrape(namespace: string): object {
  return {
    job_name: 'kubelets',
    scheme: 'https',
    kubernetes_sd_configs: [{ role: 'node' }],
    authorization: { credentials_file: '/var/run/secrets/kubernetes.io/serviceaccount/token' },
    tls_config: { insecure_skip_verify: true },
    metric_relabel_configs: [
      { source_labels: ['__name__'], regex: 'kubelet_volume_stats_.+', action: 'keep' },
      { source_labels: ['namespace'], regex: namespace, action: 'keep' },
    ],
  };
}

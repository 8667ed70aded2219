import { exportedSeries } from '../known-series';

/** What this namespace's containers use, from every kubelet; their certificates are mostly self-signed. */
export function containerScrape(namespace: string): object {
  return {
    job_name: 'containers',
    scheme: 'https',
    metrics_path: '/metrics/cadvisor',
    honor_timestamps: false,
    kubernetes_sd_configs: [{ role: 'node' }],
    authorization: { credentials_file: '/var/run/secrets/kubernetes.io/serviceaccount/token' },
    tls_config: { insecure_skip_verify: true },
    metric_relabel_configs: [
      { source_labels: ['__name__'], regex: exportedSeries.containers.join('|'), action: 'keep' },
      { source_labels: ['namespace'], regex: namespace, action: 'keep' },
    ],
  };
}

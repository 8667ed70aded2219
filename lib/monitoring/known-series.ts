/** Series that Prometheus itself makes. @see https://prometheus.io/docs/concepts/jobs_instances/ */
export const syntheticSeries = [
  'up',
  'ALERTS',
  'ALERTS_FOR_STATE',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
];

/** What the parts of a stack export, as far as queries of ours and of users have a reason to read it. */
export const exportedSeries = {
  prometheus: [
    'prometheus_config_last_reload_successful',
    'prometheus_notifications_dropped_total',
    'prometheus_rule_evaluation_failures_total',
    'prometheus_target_scrape_pool_exceeded_target_limit_total',
    'prometheus_tsdb_head_series',
    'prometheus_tsdb_storage_blocks_bytes',
  ],
  alertmanager: [
    'alertmanager_alerts',
    'alertmanager_config_last_reload_successful',
    'alertmanager_notifications_failed_total',
    'alertmanager_notifications_total',
  ],
  /** @see https://github.com/kubernetes/kube-state-metrics/tree/v2.13.0/docs */
  kubeStateMetrics: [
    ...['active', 'last_schedule_time', 'last_successful_time'].map((name) => `kube_cronjob_status_${name}`),
    'kube_cronjob_created',
    'kube_cronjob_next_schedule_time',
    'kube_cronjob_spec_suspend',
    'kube_deployment_created',
    'kube_deployment_spec_replicas',
    ...['replicas', 'replicas_available', 'replicas_ready', 'replicas_unavailable', 'replicas_updated'].map(
      (name) => `kube_deployment_status_${name}`,
    ),
    'kube_statefulset_replicas',
    ...['replicas', 'replicas_available', 'replicas_ready', 'replicas_updated'].map(
      (name) => `kube_statefulset_status_${name}`,
    ),
    'kube_horizontalpodautoscaler_spec_max_replicas',
    'kube_horizontalpodautoscaler_spec_min_replicas',
    'kube_horizontalpodautoscaler_status_current_replicas',
    'kube_horizontalpodautoscaler_status_desired_replicas',
    'kube_job_complete',
    'kube_job_created',
    'kube_job_failed',
    'kube_job_owner',
    ...['active', 'completion_time', 'failed', 'start_time', 'succeeded'].map((name) => `kube_job_status_${name}`),
    'kube_persistentvolumeclaim_resource_requests_storage_bytes',
    'kube_persistentvolumeclaim_status_phase',
    'kube_pod_container_resource_requests',
    'kube_pod_container_status_last_terminated_reason',
    'kube_pod_container_status_ready',
    'kube_pod_container_status_restarts_total',
    'kube_pod_container_status_waiting_reason',
    'kube_pod_info',
    'kube_pod_status_phase',
    'kube_pod_status_ready',
    'kube_pod_status_scheduled',
    'kube_resourcequota',
  ],
  /** The counters that NVIDIA's exporter is shipped with. @see https://github.com/NVIDIA/dcgm-exporter/blob/main/etc/default-counters.csv */
  gpus: ['GPU_UTIL', 'MEM_COPY_UTIL', 'FB_USED', 'FB_FREE', 'GPU_TEMP', 'POWER_USAGE', 'SM_CLOCK', 'XID_ERRORS'].map(
    (name) => `DCGM_FI_DEV_${name}`,
  ),
  /** What kubelets say of containers. @see https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md */
  containers: [
    'cpu_cfs_periods_total',
    'cpu_cfs_throttled_periods_total',
    'cpu_usage_seconds_total',
    'fs_reads_bytes_total',
    'fs_writes_bytes_total',
    'memory_working_set_bytes',
    'network_receive_bytes_total',
    'network_transmit_bytes_total',
  ].map((name) => `container_${name}`),
  kubelet: ['available_bytes', 'capacity_bytes', 'inodes', 'inodes_free', 'inodes_used', 'used_bytes'].map(
    (name) => `kubelet_volume_stats_${name}`,
  ),
} as const;

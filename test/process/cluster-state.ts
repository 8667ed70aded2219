/** What a cluster looks like to kube-state-metrics 2.13 and to a kubelet. */
export interface ClusterState {
  readonly namespace: string;
  readonly cronJobs: readonly string[];
  readonly training: string;
  readonly deployment: string;
  readonly claims: readonly string[];
  /** Whether everything goes wrong that these two can see. */
  readonly broken: boolean;
}

/** Headers of both pages. */
export const exposition = { 'Content-Type': 'text/plain; version=0.0.4' };

type Labels = Readonly<Record<string, string>>;

function line(series: string, labels: Labels, value: number): string {
  const text = Object.entries(labels).map(([name, content]) => `${name}="${content}"`);
  return `${series}{${text.join(',')}} ${value}\n`;
}

/** The series of one Job. @see https://github.com/kubernetes/kube-state-metrics/blob/v2.13.0/docs/metrics/workload/job-metrics.md */
function job(namespace: string, name: string, owner: string, started: number, failed: boolean): string {
  const of = { namespace, job_name: name };
  const kind = owner === '' ? '' : 'CronJob';
  const outcome = failed ? 'kube_job_failed' : 'kube_job_complete';
  return [
    line('kube_job_owner', { ...of, owner_kind: kind, owner_name: owner, owner_is_controller: kind && 'true' }, 1),
    line('kube_job_created', of, started),
    line('kube_job_status_start_time', of, started),
    line('kube_job_status_active', of, 0),
    line('kube_job_status_succeeded', of, failed ? 0 : 1),
    ...(failed
      ? ['BackoffLimitExceeded', 'DeadLineExceeded', 'Evicted'].map((reason, index) =>
          line('kube_job_status_failed', { ...of, reason }, index === 0 ? 1 : 0),
        )
      : [line('kube_job_status_failed', of, 0), line('kube_job_status_completion_time', of, started + 90)]),
    ...['true', 'false', 'unknown'].map((condition) =>
      line(outcome, { ...of, condition }, condition === 'true' ? 1 : 0),
    ),
  ].join('');
}

/** The page of kube-state-metrics. */
export function kubeStateMetrics({ namespace, cronJobs, training, deployment, broken }: ClusterState): string {
  const now = Math.floor(Date.now() / 1000);
  const day = 86_400;
  const success = broken ? now - 3 * day : now - 3600;
  const pod = { namespace, pod: `${deployment}-7d4b9c6f5d-x2x4z`, uid: '0f3c', container: 'server' };
  return [
    ...cronJobs.flatMap((cronjob) => [
      line('kube_cronjob_created', { namespace, cronjob }, now - 10 * day),
      line('kube_cronjob_spec_suspend', { namespace, cronjob }, 0),
      line('kube_cronjob_status_active', { namespace, cronjob }, 0),
      line('kube_cronjob_status_last_schedule_time', { namespace, cronjob }, now - 3690),
      line('kube_cronjob_status_last_successful_time', { namespace, cronjob }, success),
      job(namespace, `${cronjob}-29400000`, cronjob, success - 90, false),
      ...(broken ? [job(namespace, `${cronjob}-29401440`, cronjob, now - 3690, true)] : []),
    ]),
    job(namespace, training, '', now - 7200, broken),
    ...['alertmanager', 'grafana', 'kube-state-metrics', 'prometheus'].map((part) =>
      line('kube_deployment_status_replicas_available', { namespace, deployment: part }, 1),
    ),
    line('kube_deployment_created', { namespace, deployment }, now - 10 * day),
    line('kube_deployment_spec_replicas', { namespace, deployment }, 1),
    line('kube_deployment_status_replicas', { namespace, deployment }, 1),
    line('kube_deployment_status_replicas_available', { namespace, deployment }, broken ? 0 : 1),
    line('kube_pod_container_status_restarts_total', pod, broken ? 8 : 0),
  ].join('');
}

/** The page of a kubelet. @see https://kubernetes.io/docs/reference/instrumentation/metrics/ */
export function kubelet({ namespace, claims, broken }: ClusterState): string {
  const capacity = 10 * 2 ** 30;
  return [
    line('kubelet_running_pods', {}, 3),
    ...[...claims.map((claim) => [namespace, claim]), ['other', 'theirs']].flatMap(([of = '', claim = '']) => {
      const labels = { namespace: of, persistentvolumeclaim: claim };
      const used = capacity * (broken ? 0.95 : 0.3);
      return [
        line('kubelet_volume_stats_capacity_bytes', labels, capacity),
        line('kubelet_volume_stats_used_bytes', labels, used),
        line('kubelet_volume_stats_available_bytes', labels, capacity - used),
      ];
    }),
  ].join('');
}

/** Values of series by the minute: `start+step`; undefined: there is no such series. */
export type Series = Readonly<Record<string, string | undefined>>;

/** When an alert calls, and what is nearly that. */
export interface Scenario {
  /** Minutes after which it calls. */
  readonly after: number;
  readonly calls: readonly Series[];
  readonly silent: readonly Series[];
}

const job = 'job="house-prices"';
const requests = (status: string) => `request_count_total{${job},status="${status}",model_version="1",pod="a"}`;
const inTime = `request_latency_seconds_bucket{${job},le="0.5",model_version="1",pod="a"}`;
const answered = `request_latency_seconds_count{${job},model_version="1",pod="a"}`;
const up = (pod: string) => `up{${job},pod="${pod}"}`;
const deployment = (what: string) => `kube_deployment_${what}{namespace="dev",deployment="house-prices"}`;
const restarts =
  'kube_pod_container_status_restarts_total{namespace="dev",pod="house-prices-7d4b9c6f5d-x2x4z",uid="1",container="server"}';
const cronJob = (what: string, name: string) => `kube_cronjob_${what}{namespace="dev",cronjob="${name}"}`;
const run = (what: string, name: string, labels = '') =>
  `kube_job_${what}{namespace="dev",job_name="${name}"${labels}}`;
const owned = (name: string, owner: string) =>
  run('owner', name, `,owner_kind="CronJob",owner_name="${owner}",owner_is_controller="true"`);
const space = (what: string, claim: string) =>
  `kubelet_volume_stats_${what}_bytes{namespace="dev",persistentvolumeclaim="${claim}"}`;
const part = 'kube_deployment_status_replicas_available{namespace="dev",deployment="grafana"}';
const refused = 'prometheus_config_last_reload_successful{job="prometheus"}';
const ruleFailures = 'prometheus_rule_evaluation_failures_total{job="prometheus",rule_group="house-prices"}';
const undelivered = 'alertmanager_notifications_failed_total{job="alertmanager",integration="slack",reason="other"}';

/** A day on which nothing is wrong: 600 requests a minute, each run ends well. */
export function healthy(cronJobs: readonly string[], training: string, claims: readonly string[]): Series {
  return {
    [requests('200')]: '0+600',
    [requests('500')]: '0+0',
    [inTime]: '0+600',
    [answered]: '0+600',
    [up('a')]: '1+0',
    [up('b')]: '1+0',
    [deployment('spec_replicas')]: '2+0',
    [deployment('status_replicas_available')]: '2+0',
    [restarts]: '0+0',
    [run('status_active', training)]: '0+0',
    [run('status_start_time', training)]: '0+0',
    [run('complete', training, ',condition="true"')]: '1+0',
    ...Object.fromEntries(
      cronJobs.flatMap((name) => [
        [cronJob('created', name), '0+0'],
        [cronJob('status_last_successful_time', name), '0+60'],
        [owned(`${name}-1`, name), '1+0'],
        [run('status_start_time', `${name}-1`), '0+60'],
        [run('complete', `${name}-1`, ',condition="true"'), '1+0'],
      ]),
    ),
    ...Object.fromEntries(
      claims.flatMap((name) => [
        [space('available', name), '80000+0'],
        [space('capacity', name), '100000+0'],
      ]),
    ),
    [part]: '1+0',
    [refused]: '1+0',
    [ruleFailures]: '0+0',
    [undelivered]: '0+0',
  };
}

function failedRun(name: string, started: string): Series {
  return {
    [cronJob('status_last_successful_time', name)]: '600+0',
    [owned(`${name}-2`, name)]: '1+0',
    [run('status_start_time', `${name}-2`)]: started,
    [run('failed', `${name}-2`, ',condition="true"')]: '1+0',
  };
}

/** By the name of the alert, for objectives with their kind; of what it watches, which may run for `deadline` minutes. */
export const scenarios: Readonly<Record<string, (subject: string, deadline: number) => Scenario>> = {
  RequestsFail: () => ({ after: 20, calls: [{ [requests('500')]: '0+60' }], silent: [{ [requests('500')]: '0+24' }] }),
  NoTraffic: () => ({ after: 65, calls: [{ [requests('200')]: '7+0' }], silent: [{ [requests('200')]: '0+1' }] }),
  ServiceDown: () => ({
    after: 6,
    calls: [{ [deployment('status_replicas_available')]: '0+0' }],
    silent: [{ [deployment('status_replicas_available')]: '1+0' }],
  }),
  ReplicasMissing: () => ({
    after: 16,
    calls: [{ [deployment('status_replicas_available')]: '1+0' }],
    silent: [{ [deployment('status_replicas_available')]: '1+0', [deployment('spec_replicas')]: '1+0' }],
  }),
  ContainersRestart: () => ({ after: 20, calls: [{ [restarts]: '0+0.5' }], silent: [{ [restarts]: '0+0.1' }] }),
  MetricsMissing: () => ({
    after: 11,
    calls: [
      { [up('a')]: '0+0', [up('b')]: '0+0' },
      { [up('a')]: undefined, [up('b')]: undefined },
    ],
    silent: [{ [up('a')]: '0+0' }],
  }),
  'ObjectiveBurnsFast availability': () => ({
    after: 10,
    calls: [{ [requests('500')]: '0+150' }],
    silent: [{ [requests('500')]: '0+90' }, { [requests('200')]: '0+0' }],
  }),
  'ObjectiveBurns availability': () => ({
    after: 60,
    calls: [{ [requests('500')]: '0+48' }],
    silent: [{ [requests('500')]: '0+36' }],
  }),
  'ObjectiveBurnsFast latency': () => ({
    after: 10,
    calls: [{ [inTime]: '0+240' }],
    silent: [{ [inTime]: '0+300' }, { [inTime]: '0+0', [answered]: '0+0' }],
  }),
  'ObjectiveBurns latency': () => ({ after: 60, calls: [{ [inTime]: '0+390' }], silent: [{ [inTime]: '0+432' }] }),
  RunFailed: (name) => ({ after: 30, calls: [failedRun(name, '1200+0')], silent: [failedRun(name, '300+0')] }),
  RunLate: (name, deadline) => ({
    after: 24 * 60 + deadline + 20,
    calls: [
      { [cronJob('status_last_successful_time', name)]: '0+0' },
      { [cronJob('status_last_successful_time', name)]: undefined },
    ],
    silent: [{ [cronJob('status_last_successful_time', name)]: '7200+0' }],
  }),
  JobFailed: (name) => ({
    after: 1,
    calls: [{ [run('failed', name, ',condition="true"')]: '1+0' }],
    silent: [{ [run('failed', name, ',condition="false"')]: '1+0' }],
  }),
  JobLate: (name, deadline) => ({
    after: 0.8 * deadline + 10,
    calls: [{ [run('status_active', name)]: '1+0' }],
    silent: [{ [run('status_active', name)]: '1+0', [run('status_start_time', name)]: '3600+0' }],
  }),
  ClaimNearlyFull: (claim) => ({
    after: 6,
    calls: [{ [space('available', claim)]: '9000+0' }],
    silent: [{ [space('available', claim)]: '11000+0' }],
  }),
  ClaimFillsUp: (claim) => ({
    after: 70,
    calls: [{ [space('available', claim)]: '80000-15' }],
    silent: [{ [space('available', claim)]: '80000-10' }],
  }),
  MonitoringDown: () => ({ after: 11, calls: [{ [part]: '0+0' }], silent: [{ [part]: '1+0' }] }),
  ConfigurationRefused: () => ({ after: 6, calls: [{ [refused]: '0+0' }], silent: [{ [refused]: undefined }] }),
  RulesFail: () => ({ after: 15, calls: [{ [ruleFailures]: '0+1' }], silent: [{ [ruleFailures]: '5+0' }] }),
  AlertsNotDelivered: () => ({ after: 15, calls: [{ [undelivered]: '0+1' }], silent: [{ [undelivered]: '5+0' }] }),
};

import { rhythmOf } from '../../cron';
import { quoted, type Rule } from '../rules';
import { type AspectOf, nothing } from './aspect';

/** Runs that repeat: did the last one fail, did one not come at all. */
export const cronJob: AspectOf = ({ workload }) => {
  if (workload?.kind !== 'CronJob') return nothing;
  const { name, schedule, deadlineSeconds = 0 } = workload;
  const one = `{cronjob=${quoted(name)}}`;
  const runs = `kube_job_owner{owner_kind="CronJob",owner_name=${quoted(name)}}`;
  const ofRuns = (metric: string) => `${metric} and on (namespace, job_name) ${runs}`;
  const failed = `max(kube_job_status_start_time and on (namespace, job_name) (${ofRuns('kube_job_failed{condition="true"}')}))`;
  const success = `max(kube_cronjob_status_last_successful_time${one})`;
  const since = `time() - (${success} or max(kube_cronjob_created${one}))`;
  const took = `max(${ofRuns('kube_job_status_completion_time')}) - max(kube_job_status_start_time and on (namespace, job_name) (${ofRuns('kube_job_status_completion_time')}))`;
  return {
    rules: [
      {
        alert: 'RunFailed',
        expr: `${failed} > (${success} or vector(0))`,
        severity: 'warning',
        summary: `the newest run of ${name} that ended has failed`,
        action: `kubectl logs of its newest pod; kubectl create job --from=cronjob/${name} runs it again`,
      },
      ...(schedule === undefined ? [] : [late(name, since, rhythmOf(schedule.cron).longestGap + deadlineSeconds)]),
    ],
    panels: [
      { title: 'Time since the last success', queries: [{ expr: since, legend: 'age' }], unit: 's', type: 'stat' },
      { title: 'Duration of the last run', queries: [{ expr: took, legend: 'duration' }], unit: 's' },
      { title: 'Runs under way', queries: [{ expr: `kube_cronjob_status_active${one}`, legend: 'active' }] },
    ],
  };
};

function late(name: string, since: string, allowedSeconds: number): Rule {
  return {
    alert: 'RunLate',
    expr: `${since} > ${allowedSeconds}`,
    for: '15m',
    severity: 'warning',
    summary: `${name} has not succeeded in the time between two runs and the longest that one may take`,
    action: 'is it suspended, pending, or has each run failed? kubectl get jobs shows the last ones',
  };
}

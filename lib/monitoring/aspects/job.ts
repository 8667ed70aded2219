import { quoted } from '../rules';
import { type AspectOf, nothing } from './aspect';

/** A run that happens once. */
export const job: AspectOf = ({ name, workload }) => {
  if (workload?.kind !== 'Job') return nothing;
  const one = `{job_name=${quoted(workload.name)}}`;
  const running = `(time() - kube_job_status_start_time${one}) * on (namespace, job_name) (kube_job_status_active${one} > bool 0)`;
  const { deadlineSeconds } = workload;
  return {
    rules: [
      {
        alert: 'JobFailed',
        expr: `kube_job_failed{condition="true",job_name=${quoted(workload.name)}} == 1`,
        severity: 'warning',
        summary: `run ${workload.name} of ${name} has failed for good`,
        action: "its pods' logs tell why; a change of its inputs, or of `run`, trains again",
      },
      ...(deadlineSeconds === undefined
        ? []
        : ([
            {
              alert: 'JobLate',
              expr: `${running} > ${Math.round(deadlineSeconds * 0.8)}`,
              severity: 'warning',
              summary: `run ${workload.name} of ${name} has used four fifths of its deadline`,
              action: 'it is ended at the deadline: raise `deadline` while it runs, or find what slows it down',
            },
          ] as const)),
    ],
    panels: [
      {
        title: 'Pods of the run',
        queries: ['active', 'succeeded', 'failed'].map((state) => ({
          expr: `kube_job_status_${state}${one}`,
          legend: state,
        })),
      },
      { title: 'Running for', queries: [{ expr: running, legend: 'running' }], unit: 's' },
    ],
  };
};

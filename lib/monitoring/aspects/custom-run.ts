import { type CustomState, customStates, stateSeries } from '../custom-states';
import { quoted, type Rule } from '../rules';
import { type AspectOf, nothing } from './aspect';

/** A run of an operator that happens once: did it fail, does it take too long. */
export const customRun: AspectOf = ({ name, workload }) => {
  const state = customStates.find(({ kind, ends }) => kind === workload?.kind && ends !== undefined);
  if (state?.ends === undefined || workload === undefined) return nothing;
  const { label, good, bad } = state.ends;
  const one = `name=${quoted(workload.name)}`;
  const is = (values: string) => `${stateSeries(state, 'status')}{${one},${label}=~${quoted(values)}} == 1`;
  const running = `(time() - max(${stateSeries(state, 'started')}{${one}})) unless on () (${is(`${good}|${bad}`)})`;
  return {
    rules: [
      {
        alert: 'JobFailed',
        expr: `max(${is(bad)})`,
        severity: 'warning',
        summary: `run ${workload.name} of ${name} has failed for good`,
        action: `kubectl describe ${state.resource} ${workload.name} tells why; a change of its inputs, or of \`run\`, runs it again`,
      },
      ...lateRules(state, name, workload, running),
    ],
    panels: [{ title: 'Running for', queries: [{ expr: running, legend: 'running' }], unit: 's' }],
  };
};

function lateRules(
  { resource }: CustomState,
  name: string,
  { name: run, deadlineSeconds }: { readonly name: string; readonly deadlineSeconds?: number },
  running: string,
): readonly Rule[] {
  if (deadlineSeconds === undefined) return [];
  return [
    {
      alert: 'JobLate',
      expr: `(${running}) > ${Math.round(deadlineSeconds * 0.8)}`,
      severity: 'warning',
      summary: `run ${run} of ${name} has used four fifths of its deadline`,
      action: `kubectl describe ${resource} ${run} shows what slows it down; not every operator ends it at the deadline`,
    },
  ];
}

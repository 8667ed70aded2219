import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dev } from '../../apps/environments/dev';
import { healthy, type Series, scenarios } from './alert-scenarios';
import { Emitted, scratch } from './emitted';
import { withPrometheus } from './monitoring-tools';
import { type Rule, rulesOf } from './queries';

const emitted = new Emitted(dev);
const training = emitted.one<{ spec: { activeDeadlineSeconds: number } }>('Job', 'train-house-prices-model');
const run = training.metadata.name;
const deadlineOf = (workload: string) => {
  if (training.metadata.name.startsWith(workload)) return training.spec.activeDeadlineSeconds / 60;
  if (!watched.includes(workload)) return 0;
  interface CronJob {
    readonly spec: { readonly jobTemplate: { readonly spec: { readonly activeDeadlineSeconds: number } } };
  }
  return emitted.one<CronJob>('CronJob', workload).spec.jobTemplate.spec.activeDeadlineSeconds / 60;
};
const claims = ['house-prices-data', 'house-prices-models'];
const watched = ['daily-data-import', 'house-prices-preprocess'];
const alerts = rulesOf(emitted).filter((rule) => rule.alert !== undefined);

const objectiveOf = ({ labels }: Rule) => labels?.objective?.replace(/^house-prices-|-\d+$/g, '');
const titleOf = (rule: Rule) => [rule.alert, objectiveOf(rule)].filter(Boolean).join(' ');
const stateOf = ({ alert, labels = {} }: Rule) => {
  const labelled = Object.entries({ alertname: alert, alertstate: 'firing', ...labels });
  return `count(ALERTS{${labelled.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}})`;
};

interface Case {
  readonly series: Series;
  readonly after: number;
  readonly expr: string;
  readonly value?: number;
}

/** Long days are evaluated each five minutes. */
const longDay = 6 * 60;

/** Lets promtool evaluate the emitted rule files on these series. @see https://prometheus.io/docs/prometheus/3.5/configuration/unit_testing_rules/ */
function promtool(cases: readonly Case[]): void {
  const folder = join(scratch, 'rules');
  mkdirSync(folder, { recursive: true });
  const files = Object.entries(emitted.files('prometheus-rules'));
  for (const [file, text] of files) writeFileSync(join(folder, file), text);
  const tests = cases.map(({ series, after, expr, value }) => ({
    interval: '1m',
    input_series: Object.entries(series)
      .filter(([, values]) => values !== undefined)
      .map(([name, values]) => ({ series: name, values: `${values}x${after}` })),
    promql_expr_test: [
      { expr, eval_time: `${after}m`, exp_samples: value === undefined ? [] : [{ labels: '{}', value }] },
    ],
  }));
  const file = join(folder, 'tests.json');
  writeFileSync(
    file,
    JSON.stringify({
      rule_files: files.map(([name]) => name),
      evaluation_interval: cases.some(({ after }) => after > longDay) ? '5m' : '1m',
      tests,
    }),
  );
  execFileSync('promtool', ['test', 'rules', file], { stdio: ['ignore', 'ignore', 'pipe'] });
}

withPrometheus('alerts, minute by minute', () => {
  const good = healthy(watched, run, claims);

  test('on a good day of 40 hours nothing calls, and nothing is about to', () => {
    promtool([{ series: good, after: 40 * 60, expr: 'ALERTS' }]);
  });

  test('every alert that is emitted has a scenario, and every scenario an alert', () => {
    expect([...new Set(alerts.map(titleOf))].sort()).toEqual(Object.keys(scenarios).sort());
  });

  test.each(alerts.map((rule) => [`${titleOf(rule)} of ${rule.labels?.workload}`, rule] as const))(
    '%s calls when it should, and not when it is nearly so',
    (_title, rule) => {
      const workload = rule.labels?.workload ?? '';
      const scenario = scenarios[titleOf(rule)]?.(run.startsWith(workload) ? run : workload, deadlineOf(workload));
      const { after = 0, calls = [], silent = [] } = scenario ?? {};
      expect(calls.length * silent.length).toBeGreaterThan(0);
      const expr = stateOf(rule);
      promtool([
        ...calls.map((changes) => ({ series: { ...good, ...changes }, after, expr, value: 1 })),
        ...silent.map((changes) => ({ series: { ...good, ...changes }, after, expr })),
      ]);
    },
  );
});

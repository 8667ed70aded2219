import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aspectsOf } from '../../lib/monitoring/aspects';
import type { Watched } from '../../lib/vocabulary/watched';
import { scratch } from './emitted';
import { withPrometheus } from './monitoring-tools';

interface Asked {
  readonly expr: string;
  /** Samples by their labels. */
  readonly gives: Readonly<Record<string, number>>;
}

/** Lets promtool evaluate the rules of what is watched after half an hour of these series. */
function promtool(watched: Watched, series: Readonly<Record<string, string>>, asked: readonly Asked[]): void {
  const folder = join(scratch, 'aspects');
  mkdirSync(folder, { recursive: true });
  const { rules } = aspectsOf(watched);
  const written = rules.map((rule) =>
    'alert' in rule ? { alert: rule.alert, expr: rule.expr, ...(rule.for && { for: rule.for }) } : rule,
  );
  writeFileSync(join(folder, 'rules.json'), JSON.stringify({ groups: [{ name: 'aspects', rules: written }] }));
  const test = {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values: `${values}x30` })),
    promql_expr_test: asked.map(({ expr, gives }) => ({
      expr,
      eval_time: '30m',
      exp_samples: Object.entries(gives).map(([labels, value]) => ({ labels, value })),
    })),
  };
  const file = join(folder, 'tests.json');
  writeFileSync(file, JSON.stringify({ rule_files: ['rules.json'], evaluation_interval: '1m', tests: [test] }));
  execFileSync('promtool', ['test', 'rules', file], { stdio: ['ignore', 'ignore', 'pipe'] });
}

withPrometheus('the profile of a training', () => {
  const profile = { pods: 'train-x-.+', container: 'train', cpu: 4, gpu: true };
  const bound = aspectsOf({ name: 'train', profile }).panels.find(({ title }) => title === 'Bound by');
  const using = (cores: number, gpus: number) => ({
    'container_cpu_usage_seconds_total{pod="train-x-0-abcde",container="train"}': `0+${cores * 60}`,
    'container_cpu_usage_seconds_total{pod="train-x-1-abcde",container="train"}': `0+${cores * 60}`,
    'container_cpu_usage_seconds_total{pod="other-0",container="train"}': '0+600',
    'DCGM_FI_DEV_GPU_UTIL{pod="train-x-0-abcde",container="train",gpu="0"}': `${gpus}+0`,
  });
  test.each<[string, number, number, Readonly<Record<string, number>>]>([
    ['its CPUs', 6, 20, { 'training:cpu:share{training="train",by="cpu"}': 1 }],
    ['its GPUs', 1, 80, { 'training:gpu:share{training="train",by="gpu"}': 0.8 }],
    ['waiting for data', 0.5, 25, { 'training:waiting:share{training="train",by="io"}': 0.75 }],
  ])('says that %s bind it', (_what, cores, gpus, gives) => {
    promtool({ name: 'train', profile }, using(cores, gpus), [{ expr: bound?.queries[0]?.expr ?? '', gives }]);
  });
});

withPrometheus('the state of custom resources', () => {
  const run = { name: 'train', workload: { kind: 'SparkApplication', name: 'train-x', deadlineSeconds: 600 } };
  const state = (ended: string | undefined) => ({
    'mlops_sparkapplication_started{name="train-x",namespace="dev"}': '0+0',
    'mlops_sparkapplication_started{name="train-y",namespace="dev"}': '0+0',
    'mlops_sparkapplication_status{name="train-y",namespace="dev",state="FAILED"}': '1+0',
    ...Object.fromEntries(
      ['COMPLETED', 'FAILED'].map((each) => [
        `mlops_sparkapplication_status{name="train-x",namespace="dev",state="${each}"}`,
        each === ended ? '1+0' : '0+0',
      ]),
    ),
  });
  const firing = (alert: string, on: boolean): Asked => ({
    expr: `count(ALERTS{alertname="${alert}",alertstate="firing"})`,
    gives: on ? { '{}': 1 } : {},
  });
  test.each<[string, string | undefined, boolean, boolean]>([
    ['goes on beyond its deadline', undefined, false, true],
    ['has failed', 'FAILED', true, false],
    ['has ended well', 'COMPLETED', false, false],
  ])('tells of a run that %s', (_what, ended, failed, late) => {
    promtool(run, state(ended), [firing('JobFailed', failed), firing('JobLate', late)]);
  });

  const service = { name: 'serve', workload: { kind: 'Rollout', name: 'serve' } };
  test.each([
    [3, 3, false, false],
    [3, 2, false, true],
    [3, 0, true, true],
    [0, 0, false, false],
  ])('of %d replicas %d are ready: down %s, missing %s', (asked, ready, down, missing) => {
    const series = {
      'mlops_rollout_replicas{name="serve",namespace="dev"}': `${asked}+0`,
      'mlops_rollout_available{name="serve",namespace="dev"}': `${ready}+0`,
    };
    promtool(service, series, [firing('ServiceDown', down), firing('ReplicasMissing', missing)]);
  });
});

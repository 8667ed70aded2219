import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScaledObjectSpec } from '../../imports/keda';
import type { MlopsChart } from '../../lib';
import { everyKeda, kedaPlatform, on } from '../fixtures/signals';
import { objectsOf } from '../fixtures/workloads';
import { withPrometheus } from './monitoring-tools';

/** The emitted rules, evaluated by Prometheus itself, and the very queries with which KEDA asks for the signals. */
const objects = objectsOf((scope) => everyKeda(scope as MlopsChart), { environment: on(kedaPlatform) });
const rules = objects.find(({ metadata }) => metadata.name === 'prometheus-rules') as unknown as {
  readonly data: Readonly<Record<string, string>>;
};
const scaled = objects.find(({ kind, metadata }) => kind === 'ScaledObject' && metadata.name === 'every');
const queries = ((scaled?.spec ?? {}) as unknown as ScaledObjectSpec).triggers.map(
  ({ metadata }) => metadata.query ?? '',
);
const folder = mkdtempSync(join(tmpdir(), 'signals-'));
const file = join(folder, 'every.yml');
writeFileSync(file, rules.data['every.yml'] ?? '');
afterAll(() => rmSync(folder, { recursive: true }));

const pod = (name: string) => `{job="every",pod="every-7d9f8-${name}"}`;
const gpu = (workload: string) => `DCGM_FI_DEV_GPU_UTIL{namespace="dev",pod="${workload}-7d9f8-aaaaa"}`;

/** A quarter of an hour of a service with two pods: its series as promtool writes them, and what each signal is. */
interface Story {
  readonly says: string;
  readonly series: Readonly<Record<string, string>>;
  /** By the recorded name; a signal that is not here has no value. */
  readonly gives: Readonly<Record<string, number>>;
  readonly alerts: readonly string[];
}

const latencies = (perMinute: number) => ({
  [`request_latency_seconds_bucket{job="every",le="0.1"}`]: `0+${perMinute}x15`,
  [`request_latency_seconds_bucket{job="every",le="+Inf"}`]: `0+${perMinute}x15`,
  [`request_latency_seconds_count{job="every"}`]: `0+${perMinute}x15`,
});
const triton = (perMinute: number) => ({
  [`nv_inference_request_success${pod('aaaaa')}`]: `0+${perMinute}x15`,
  [`nv_inference_queue_duration_us${pod('aaaaa')}`]: `0+${perMinute * 500_000}x15`,
});
const targets = { [`up${pod('aaaaa')}`]: '1x15', [`up${pod('bbbbb')}`]: '1x15' };

const stories: readonly Story[] = [
  {
    says: 'a busy service',
    series: {
      ...targets,
      [`requests_total${pod('aaaaa')}`]: '0+600x15',
      [`requests_total${pod('bbbbb')}`]: '0+1200x15',
      [`requests_in_flight${pod('aaaaa')}`]: '2x15',
      [`requests_in_flight${pod('bbbbb')}`]: '4x15',
      [`requests_waiting${pod('bbbbb')}`]: '3x15',
      [`vllm:num_requests_waiting${pod('aaaaa')}`]: '90x15',
      [`vllm:num_requests_waiting${pod('bbbbb')}`]: '30x15',
      [`vllm:kv_cache_usage_perc${pod('aaaaa')}`]: '0.25x15',
      [`vllm:kv_cache_usage_perc${pod('bbbbb')}`]: '0.75x15',
      [gpu('every')]: '50x15',
      [gpu('other')]: '100x15',
      ...latencies(60),
      ...triton(60),
    },
    gives: {
      'signal:requests:rate2m': 30,
      'signal:in_flight:sum': 6,
      'signal:queue_length:sum': 3,
      'signal:request_latency_seconds:p99_5m': 0.099,
      'signal:vllm_waiting:sum': 120,
      'signal:vllm_kv_cache_usage:avg': 0.5,
      'signal:triton_queue_seconds:rate2m': 0.5,
      'signal:gpu_use:avg': 0.5,
      'signal:busy:value': 1.5,
      'signal:targets:value': 2,
    },
    alerts: ['BusyHigh', 'VllmWaitingHigh'],
  },
  {
    says: 'a service that nobody calls, whose levels are 0 and not unknown',
    series: { ...targets, [`requests_total${pod('aaaaa')}`]: '7x15', ...latencies(0), ...triton(0) },
    gives: {
      'signal:requests:rate2m': 0,
      'signal:request_latency_seconds:p99_5m': 0,
      'signal:triton_queue_seconds:rate2m': 0,
      'signal:targets:value': 2,
    },
    alerts: ['RequestsLow'],
  },
  {
    says: 'a service of which nothing arrives: no signal has a value that could be taken for a load of zero',
    series: { 'up{job="other"}': '1x15', 'requests_total{job="other"}': '0+60x15', [gpu('other')]: '100x15' },
    gives: { 'signal:targets:value': 1 },
    alerts: [],
  },
];

const limits = [
  'RequestsHigh',
  'RequestsLow',
  'VllmWaitingHigh',
  'BusyHigh',
  'GpuUseHigh',
  'RequestLatencySecondsHigh',
];

interface Expected {
  readonly expr: string;
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
}

function firing(names: readonly string[], alerts: readonly string[]): readonly Expected[] {
  return names.map((name) => ({
    expr: `count by (alertname) (ALERTS{alertname="${name}",alertstate="firing"})`,
    exp_samples: alerts.includes(name) ? [{ labels: `{alertname="${name}"}`, value: 1 }] : [],
  }));
}

/** What promtool says after 14 minutes of some series under a file of rules; nothing where it agrees. */
function disagreement(series: Story['series'], expected: readonly Expected[], ruleFile = file): string {
  const test = {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: expected.map((one) => ({ ...one, eval_time: '14m' })),
  };
  const path = join(folder, 'story.json');
  writeFileSync(
    path,
    JSON.stringify({ rule_files: [ruleFile], evaluation_interval: '1m', fuzzy_compare: true, tests: [test] }),
  );
  try {
    execFileSync('promtool', ['test', 'rules', path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return '';
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`;
  }
}

function expectedOf({ gives, alerts }: Pick<Story, 'gives' | 'alerts'>): readonly Expected[] {
  const values = queries.map((query) => {
    const value = gives[query.replace(/\{.*/, '')];
    return { expr: query, exp_samples: value === undefined ? [] : [{ labels: query, value }] };
  });
  return [...values, ...firing(limits, alerts)];
}

withPrometheus('the signals in Prometheus', () => {
  test('KEDA asks for each signal by the name under which the emitted rules record it', () => {
    expect(queries.length).toBe(10);
    const recorded = new Set(Object.keys(stories[0]?.gives ?? {}));
    expect(new Set(queries.map((query) => query.replace(/\{.*/, '')))).toEqual(recorded);
  });

  test.each(stories)('$says', (story) => {
    expect(disagreement(story.series, expectedOf(story))).toBe('');
  });

  test('promtool would say so if a value were another', () => {
    const [busy] = stories;
    if (busy === undefined) throw new Error('no story');
    const other = expectedOf({ ...busy, gives: { ...busy.gives, 'signal:in_flight:sum': 7 } });
    expect(disagreement(busy.series, other)).toContain('signal:in_flight:sum');
  });

  test('a service that may have no pod is broken only while one is wanted', () => {
    const sleeping = join(folder, 'sleeping.yml');
    writeFileSync(sleeping, rules.data['sleeping.yml'] ?? '');
    const names = ['ServiceDown', 'MetricsMissing'];
    const wanted = (replicas: number) => ({
      'kube_deployment_spec_replicas{deployment="sleeping"}': `${replicas}x15`,
      'kube_deployment_status_replicas_available{deployment="sleeping"}': '0x15',
    });
    expect(disagreement(wanted(0), firing(names, []), sleeping)).toBe('');
    expect(disagreement(wanted(1), firing(names, names), sleeping)).toBe('');
  });

  test('promtool finds nothing to say of any emitted file of rules', () => {
    for (const [name, text] of Object.entries(rules.data)) {
      const path = join(folder, name);
      writeFileSync(path, text);
      execFileSync('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', path], { stdio: 'pipe' });
    }
  });
});

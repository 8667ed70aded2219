import { load } from 'js-yaml';
import type { ScaledObjectSpec } from '../../imports/keda';
import type { KubernetesObject } from '../../imports/kubernetes';
import type { AnalysisTemplateSpec } from '../../imports/rollouts';
import {
  argoRollout,
  canary,
  gpuUse,
  keda,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  ModelService,
  type ModelServiceProps,
  MonitoringStack,
  measured,
  promql,
  requestsPerSecond,
  type Signal,
  vllmWaiting,
} from '../../lib';
import { readQuery } from '../../lib/promql/read-query';
import {
  adapterPlatform,
  everyHpa,
  everyKeda,
  everySignal,
  kedaPlatform,
  on,
  signalled,
  signalMetrics,
} from '../fixtures/signals';
import { chart, objectsOf, only, service } from '../fixtures/workloads';

const keda220 = { environment: on(kedaPlatform) };
const adapter = { environment: on(adapterPlatform) };

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}
interface Files {
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}
const named = (objects: readonly KubernetesObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name) as unknown;

function rulesOf(objects: readonly KubernetesObject[], watched: string): readonly Rule[] {
  const { data } = named(objects, 'ConfigMap', 'prometheus-rules') as Files;
  return (load(data[`${watched}.yml`] ?? '') as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);
}

function problems(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} at ${path}`);
  }
  return [];
}
const serve = (props: Partial<ModelServiceProps>, settings = keda220) =>
  new ModelService(chart(settings), 'it', { ...service, metrics: signalMetrics, ...props });

const objects = objectsOf((scope) => everyKeda(scope as MlopsChart), keda220);
const hpaObjects = objectsOf((scope) => everyHpa(scope as MlopsChart), adapter);

describe.each(everySignal().map((signal) => [signal.record, signal] as const))('%s', (record, signal) => {
  const series = `${record}{namespace="dev",service="every"}`;

  test('is recorded once, with the labels by which the others find it', () => {
    const found = rulesOf(objects, 'every').filter((rule) => rule.record === record);
    expect(found.map(({ labels }) => labels)).toEqual([{ namespace: 'dev', service: 'every' }]);
  });

  test('is what KEDA asks for, for each pod or as a whole, and silence is never a load of zero', () => {
    const { triggers } = only<{ spec: ScaledObjectSpec }>(
      objects.filter(({ metadata }) => metadata.name === 'every') as never,
      'ScaledObject',
    ).spec;
    expect(triggers.filter(({ metadata }) => metadata.query === series)).toEqual([
      {
        type: 'prometheus',
        metricType: signal.kind === 'sum' ? 'AverageValue' : 'Value',
        metadata: {
          serverAddress: 'http://prometheus.dev.svc:9090',
          query: series,
          threshold: String(signal.options.target),
          ignoreNullValues: 'false',
        },
      },
    ]);
  });

  test('is what the autoscaler of Kubernetes asks the adapter for', () => {
    interface Metrics {
      readonly spec: {
        readonly metrics: readonly { readonly external: { readonly metric: { readonly name: string } } }[];
      };
    }
    const { metrics } = (named(hpaObjects, 'HorizontalPodAutoscaler', 'every') as Metrics).spec;
    expect(metrics.filter(({ external }) => external.metric.name === record)).toMatchObject([
      { type: 'External', external: { metric: { selector: { matchLabels: { service: 'every' } } } } },
    ]);
  });

  test('stands on the dashboard and in every alert by that name', () => {
    const { data } = named(objects, 'ConfigMap', 'grafana-dashboards') as Files;
    expect(data['every.json']).toContain(JSON.stringify(series).slice(1, -1));
    const alerts = rulesOf(objects, 'every').filter((rule) => rule.alert !== undefined && rule.expr.includes(series));
    const { above, below } = signal.options.alert ?? {};
    expect(alerts.map(({ expr }) => expr)).toEqual([
      ...(above === undefined ? [] : [`${series} > ${above}`]),
      ...(below === undefined ? [] : [`${series} < ${below}`]),
      `absent(${series})`,
    ]);
  });
});

test('every query that is written is PromQL', () => {
  const triggers = objects
    .filter(({ kind }) => kind === 'ScaledObject')
    .flatMap(({ spec }) => (spec as unknown as ScaledObjectSpec).triggers);
  const analyses = objects
    .filter(({ kind }) => kind === 'AnalysisTemplate')
    .flatMap(({ spec }) => (spec as unknown as AnalysisTemplateSpec).metrics);
  const queries = [
    ...triggers.flatMap(({ metadata: { query } }) => (query === undefined ? [] : [query])),
    ...analyses.map(({ provider }) => provider.prometheus.query),
    ...['every', 'waiting', 'mixed', 'rolled', 'served', 'sleeping'].flatMap((name) =>
      rulesOf(objects, name).map(({ expr }) => expr),
    ),
  ];
  expect(queries.length).toBeGreaterThan(60);
  expect(queries.flatMap((query) => readQuery(query).problem ?? [])).toEqual([]);
});

test('a canary is judged by the signal of its own pods, under the same name', () => {
  const { metrics } = (named(objects, 'AnalysisTemplate', 'rolled-analysis') as { spec: AnalysisTemplateSpec }).spec;
  const judged = metrics.find(({ name }) => name === 'signal:vllm_waiting:sum');
  expect(judged?.provider.prometheus.query).toContain(
    'sum(vllm:num_requests_waiting{pod=~"rolled-{{args.new-hash}}-.+"})',
  );
});

test('the GPUs of a service are those of its pods, whatever makes them', () => {
  const gpu = (workload: string) => `DCGM_FI_DEV_GPU_UTIL{namespace="dev",pod=~"${workload}-[a-z0-9]+-[a-z0-9]{5}"}`;
  const recorded = rulesOf(objects, 'every').find(({ record }) => record === 'signal:gpu_use:avg');
  expect(recorded?.expr).toBe(`avg(${gpu('every')}) / 100`);
  const { data } = named(objects, 'ConfigMap', 'prometheus-scrape') as Files;
  expect(load(data['gpus.yml'] ?? '')).toMatchObject({
    scrape_configs: [{ honor_labels: true, kubernetes_sd_configs: [{ namespaces: { names: ['gpu-operator'] } }] }],
  });
  expect(named(objects, 'NetworkPolicy', 'prometheus-to-gpu-metrics')).toMatchObject({
    spec: { egress: [{ ports: [{ port: 9400, protocol: 'TCP' }] }] },
  });
});

test('a service that may have no pod is not called broken while it has none', () => {
  const alerts = rulesOf(objects, 'sleeping').filter(({ alert }) => alert !== undefined);
  const awake = /and on \(\) kube_deployment_spec_replicas\{deployment="sleeping"\} > 0$/;
  for (const name of ['ServiceDown', 'MetricsMissing']) {
    expect(alerts.find(({ alert }) => alert === name)?.expr).toMatch(awake);
  }
  expect(alerts.filter(({ alert }) => alert === 'SignalSilent').map(({ labels }) => labels?.signal)).toEqual([
    'signal:asked:value',
  ]);
});

describe('a signal that nothing exports is an error', () => {
  const cases: readonly (readonly [string, Signal, Partial<ModelServiceProps>, string])[] = [
    ['no metrics at all', vllmWaiting(), { metrics: undefined }, 'unknown-metric'],
    ['no counter of requests', requestsPerSecond(), { metrics: { port: 9090 } }, 'unknown-metric'],
    ['a gauge that is not listed', vllmWaiting(), { metrics: { port: 9090 } }, 'unknown-metric'],
    ['a query of such a gauge', promql({ name: 'a', expr: 'sum(b{$service})' }), {}, 'unknown-metric'],
  ];
  test.each(cases)('%s', (_says, signal, props, code) => {
    expect(problems(() => serve({ signals: [signal], ...props }))).toEqual([`${code} at chart/it: signals`]);
  });

  test('no exporter of GPUs', () => {
    const bare = { environment: on({ ...kedaPlatform, gpuMetrics: undefined }) };
    expect(problems(() => serve({ signals: [gpuUse()] }, bare))).toEqual([
      'missing-platform-fact at chart/it: signals',
    ]);
    const others = { environment: on({ ...kedaPlatform, gpuMetrics: { namespace: 'gpus', readers: ['prod'] } }) };
    const home = chart(others);
    const watched = new ModelService(home, 'it', { ...signalled, signals: [gpuUse()] });
    expect(problems(() => new MonitoringStack(home, 'monitoring').watch(watched))).toEqual([
      'missing-platform-fact at chart/monitoring: watch[0]',
    ]);
  });

  test('a query of others that nothing watched exports', () => {
    const home = chart(keda220);
    const stack = new MonitoringStack(home, 'monitoring');
    const signals = [promql({ name: 'jobs', expr: 'sum(broker_jobs)' })];
    const watched = new ModelService(home, 'it', { ...service, signals });
    expect(problems(() => stack.watch(watched))).toEqual([
      'unknown-metric at chart/monitoring: watch[0].rules[0].expr',
    ]);
    const broker = { name: 'broker', peer: { name: 'broker', labels: { app: 'broker' } } };
    stack.watch({ watched: { ...broker, metrics: { port: 15692, names: ['broker_jobs'] } } }, watched);
  });
});

test('an option that a signal does not know is refused, as is a signal declared twice', () => {
  const odd = vllmWaiting({ targets: 5 } as never);
  expect(problems(() => serve({ signals: [odd] }))).toEqual(['unknown-prop at chart/it: signals[0]']);
  expect(problems(() => serve({ signals: [promql({ name: 'A-b', expr: 'up' })] }))).toEqual([
    'bad-name at chart/it: signals[0].name',
  ]);
  expect(problems(() => serve({ signals: [vllmWaiting(), vllmWaiting()] }))).toEqual([
    'duplicate-name at chart/it: signals',
  ]);
  const one = vllmWaiting({ target: 3 });
  const from = new MonitoringStack(chart(keda220), 'monitoring');
  expect(
    problems(() => serve({ signals: [one, one], scale: { min: 1, max: 2, on: [one], by: keda({ from }) } })),
  ).toEqual([]);
});

test('a version is not judged by what others export', () => {
  const from = new MonitoringStack(chart(keda220), 'monitoring');
  const checks = [measured(promql({ name: 'asked', expr: 'sum(up)' }), { atMost: 1 })];
  const rollout = canary({ steps: [5], analysis: { from, checks } });
  expect(problems(() => serve({ engine: argoRollout(), rollout }))).toEqual([
    'not-allowed at chart/it: rollout.analysis.checks[0]',
  ]);
});

test('an app whose autoscaler reads what no stack records is refused, and named', () => {
  const app = new MlopsApp();
  const environment = on(kedaPlatform);
  const home = new MlopsChart(app.in(environment), 'chart', { environment });
  const from = new MonitoringStack(home, 'monitoring');
  const scale = { min: 1, max: 2, on: [vllmWaiting({ target: 3 })], by: keda({ from }) };
  const watched = new ModelService(home, 'it', { ...service, metrics: signalMetrics, scale });
  expect(problems(() => app.finish())).toEqual(['signal-not-recorded at dev/chart/it/Autoscaler']);
  from.watch(watched);
  expect(problems(() => app.finish())).toEqual([]);
});

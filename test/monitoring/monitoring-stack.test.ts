import { ApiObject } from 'cdk8s';
import { load } from 'js-yaml';
import {
  availability,
  Claim,
  DataPipeline,
  type Environment,
  latency,
  type MlopsChart,
  type MlopsError,
  ModelService,
  MonitoringStack,
  type MonitoringStackProps,
  outside,
  pagerDuty,
  route,
  slack,
  TrainingJob,
  webhook,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, pipeline, service, training } from '../fixtures/workloads';

const metrics = {
  port: 9090,
  requests: { name: 'request_count_total', failed: 'status=~"5.."' },
  latency: { name: 'request_latency_seconds', buckets: [0.1, 0.25, 1] },
};
const reading: Environment = { ...environment, platform: { ...platform, kubeletReaders: ['dev'] } };

function made(props: MonitoringStackProps = {}, at: MlopsChart = chart({ environment: reading })) {
  return { at, stack: new MonitoringStack(at, 'monitoring', props) };
}

function found(at: MlopsChart, kind: string, name: string): unknown {
  const object = at.node
    .findAll()
    .filter((child) => ApiObject.isApiObject(child))
    .find((candidate) => candidate.kind === kind && candidate.name === name);
  if (object === undefined) throw new Error(`no ${kind} ${name}`);
  return object.toJson();
}
const files = (at: MlopsChart, name: string) => (found(at, 'ConfigMap', name) as { data: Record<string, string> }).data;

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { alert?: string; record?: string; expr: string }[] }[];
}
function rules(at: MlopsChart, name: string) {
  const text = files(at, 'prometheus-rules')[`${name}.yml`] ?? '';
  return (load(text) as RuleFile).groups.flatMap((group) => group.rules);
}

function problems(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    return (error as MlopsError).codes;
  }
  return [];
}

test('a watched service is scraped at its metrics port, and both ends of the way are open', () => {
  const { at, stack } = made();
  stack.watch(new ModelService(at, 'prices', { ...service, metrics }));
  expect(files(at, 'prometheus-scrape')['prices.yml']).toContain('job_name: prices');
  for (const [name, direction] of [
    ['prometheus-to-prices', 'egress'],
    ['prices-from-prometheus', 'ingress'],
  ] as const) {
    expect(found(at, 'NetworkPolicy', name)).toMatchObject({
      spec: { [direction]: [{ ports: [{ port: 9090, protocol: 'TCP' }] }] },
    });
  }
});

test('the stack watches its own parts, its rules and its messages', () => {
  const own = rules(made().at, 'monitoring');
  expect(own.map(({ alert }) => alert)).toEqual([
    'MonitoringDown',
    'ConfigurationRefused',
    'RulesFail',
    'AlertsNotDelivered',
  ]);
  expect(own[0]?.expr).toContain('deployment=~"prometheus|alertmanager|kube-state-metrics|grafana"');
});

test('what a construct declares decides its rules', () => {
  const { at, stack } = made();
  const bare = new ModelService(at, 'bare', { ...service });
  const full = new ModelService(at, 'full', { ...service, metrics });
  const flow = new DataPipeline(at, 'flow', pipeline);
  const paused = new DataPipeline(at, 'paused', { ...pipeline, suspended: true });
  const train = new TrainingJob(at, 'train', training);
  stack.watch(bare, full, flow, paused, train);
  const names = (name: string) => rules(at, name).map(({ alert, record }) => alert ?? record);
  expect(names('bare')).toEqual(['ServiceDown', 'ReplicasMissing', 'ContainersRestart']);
  expect(names('full')).toEqual([
    'service:requests:rate5m',
    'service:request_failures:ratio_rate5m',
    'RequestsFail',
    'NoTraffic',
    'service:request_latency_seconds:p50_5m',
    'service:request_latency_seconds:p95_5m',
    'service:request_latency_seconds:p99_5m',
    'service_version:requests:rate5m',
    'service_version:request_failures:ratio_rate5m',
    'service_version:request_latency_seconds:p95_5m',
    'ServiceDown',
    'ReplicasMissing',
    'ContainersRestart',
    'MetricsMissing',
  ]);
  expect(names('flow')).toEqual(['RunFailed', 'RunLate']);
  expect(names('paused')).toEqual(['RunFailed']);
  expect(names('train')).toEqual(['JobFailed', 'JobLate']);
});

test('a run is late after the longest gap of its schedule and its deadline', () => {
  const { at, stack } = made();
  stack.watch(new DataPipeline(at, 'flow', { ...pipeline, deadline: '2h' }));
  const late = rules(at, 'flow').find(({ alert }) => alert === 'RunLate');
  expect(late?.expr).toMatch(new RegExp(`> ${24 * 3600 + 2 * 3600}$`));
});

test('a claim needs a platform on which the namespace may read the kubelets', () => {
  const closed = made({}, chart());
  expect(problems(() => closed.stack.watch(new Claim(closed.at, 'data', { size: '1Gi' })))).toEqual([
    'missing-platform-fact',
  ]);
  const { at, stack } = made();
  stack.watch(new Claim(at, 'data', { size: '1Gi' }));
  expect(rules(at, 'data').map(({ alert }) => alert)).toEqual(['ClaimNearlyFull', 'ClaimFillsUp']);
  expect(found(at, 'NetworkPolicy', 'prometheus-to-kubelets')).toMatchObject({
    spec: { egress: [{ ports: [{ port: 10250, protocol: 'TCP' }] }] },
  });
});

test('a construct is watched once, and in the namespace of its stack', () => {
  const { at, stack } = made();
  const served = new ModelService(at, 'prices', service);
  stack.watch(served);
  expect(problems(() => stack.watch(served))).toEqual(['duplicate-name']);
  const elsewhere = chart({ environment: { ...reading, namespace: 'other' } });
  expect(problems(() => stack.watch(new ModelService(elsewhere, 'far', service)))).toEqual(['not-allowed']);
});

test('an objective needs a watched service whose metrics can prove it', () => {
  const { at, stack } = made();
  const bare = new ModelService(at, 'bare', service);
  const full = new ModelService(at, 'full', { ...service, metrics });
  expect(problems(() => stack.objective(availability(full, 99)))).toEqual(['not-allowed']);
  stack.watch(bare, full);
  expect(problems(() => stack.objective(availability(bare, 99)))).toEqual(['unknown-metric']);
  expect(problems(() => stack.objective(latency(bare, { p95: '250ms' })))).toEqual(['unknown-metric']);
  expect(problems(() => stack.objective(latency(full, { p95: '300ms' })))).toEqual(['objective-without-bucket']);
  expect(problems(() => stack.objective(availability(full, 100)))).toEqual(['out-of-range']);
  stack.objective(availability(full, 99.5), latency(full, { p95: '250ms' }), latency(full, { p99: '1s' }));
  const burning = rules(at, 'full').filter(({ alert }) => alert === 'ObjectiveBurnsFast');
  expect(burning.map(({ expr }) => /> ([\d.]+) and/.exec(expr)?.[1])).toEqual(['0.072', '0.525', '0.144']);
  expect(rules(at, 'full').find(({ expr }) => expr.includes('le=~"1'))?.expr).toContain('le=~"1(\\\\.0)?"');
});

test('dashboards show what the rules record, a panel for each objective too', () => {
  const { at, stack } = made();
  const full = new ModelService(at, 'full', { ...service, metrics });
  stack.watch(full);
  stack.objective(availability(full, 99.5));
  stack.add('full', { panels: [{ title: 'Mine', queries: [{ expr: 'service:requests:rate5m * 60', legend: 'a' }] }] });
  const dashboard = JSON.parse(files(at, 'grafana-dashboards')['full.json'] ?? '') as {
    uid: string;
    panels: { id: number; title: string; gridPos: object }[];
  };
  expect(dashboard.panels.map(({ title }) => title)).toEqual([
    'Requests',
    'Failed requests',
    'Latency',
    'Requests by version',
    'Failed requests by version',
    'Latency by version, p95',
    'Replicas',
    'Restarts in 15 minutes',
    'Error budget used, full-availability-99.5',
    'Mine',
  ]);
  expect(new Set(dashboard.panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(10);
});

test('every series of a watched pod says which version of the pod exported it, whoever rolls it out', () => {
  const { at, stack } = made();
  stack.watch(new ModelService(at, 'prices', { ...service, metrics }));
  const { scrape_configs } = load(files(at, 'prometheus-scrape')['prices.yml'] ?? '') as {
    scrape_configs: readonly [{ relabel_configs: readonly object[] }];
  };
  expect(scrape_configs[0].relabel_configs).toContainEqual({
    source_labels: [
      '__meta_kubernetes_pod_label_pod_template_hash',
      '__meta_kubernetes_pod_label_rollouts_pod_template_hash',
    ],
    separator: '',
    target_label: 'pod_version',
  });
});

test('a service that declares nothing of requests and latency has no measures of its versions', () => {
  const { at, stack } = made();
  stack.watch(new ModelService(at, 'prices', { ...service, metrics: { port: 9090 } }));
  expect(rules(at, 'prices').filter(({ record }) => record?.startsWith('service_version:'))).toEqual([]);
});

test('watched services are compared in one graph each of what they declare', () => {
  const { at, stack } = made();
  const [a, b, bare] = [
    new ModelService(at, 'a', { ...service, metrics }),
    new ModelService(at, 'b', { ...service, metrics: { port: metrics.port, requests: metrics.requests } }),
    new ModelService(at, 'bare', { ...service, metrics: { port: 9090 } }),
  ];
  stack.watch(a, b, bare);
  stack.compare('a-or-b', a, b);
  const { panels } = JSON.parse(files(at, 'grafana-dashboards')['a-or-b.json'] ?? '') as {
    panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
  };
  expect(panels.map(({ title }) => title)).toEqual(['Requests, compared', 'Failed requests, compared']);
  expect(panels[0]?.targets.map(({ expr, legendFormat }) => [expr, legendFormat])).toEqual([
    ['service:requests:rate5m{service="a"}', 'a'],
    ['service:requests:rate5m{service="b"}', 'b'],
  ]);
  expect(problems(() => stack.compare('one', a))).toEqual(['out-of-range']);
  expect(problems(() => stack.compare('unwatched', a, new ModelService(at, 'c', { ...service, metrics })))).toEqual([
    'not-allowed',
  ]);
  expect(problems(() => stack.compare('bare', a, bare))).toEqual(['unknown-metric']);
});

test('receivers read their address from a secret, and only their hosts are open', () => {
  const hosts = outside('chat', ['203.0.113.0/24']);
  const { at } = made({
    notify: [
      slack('#ml', { secret: 'chat', outside: hosts }),
      pagerDuty({ secret: 'pager', outside: hosts, severities: ['critical'] }),
      webhook({ secret: 'hook', key: 'address', outside: hosts }),
    ],
  });
  const config = files(at, 'alertmanager')['alertmanager.yml'];
  for (const line of [
    'api_url_file: /etc/receivers/0/url',
    'routing_key_file: /etc/receivers/1/routing-key',
    'url_file: /etc/receivers/2/address',
    'severity=~"critical"',
  ]) {
    expect(config).toContain(line);
  }
  expect(found(at, 'NetworkPolicy', 'alertmanager-to-chat')).toBeDefined();
});

test('a change of receivers restarts Alertmanager, a new watched service restarts nothing', () => {
  const podOf = (at: MlopsChart, name: string) => JSON.stringify(found(at, 'Deployment', name));
  const hosts = outside('chat', ['203.0.113.0/24']);
  const plain = made().at;
  const notified = made({ notify: [webhook({ secret: 'hook', outside: hosts })] }).at;
  const { at: watching, stack } = made();
  stack.watch(new ModelService(watching, 'prices', { ...service, metrics }));
  expect(podOf(notified, 'alertmanager')).not.toBe(podOf(plain, 'alertmanager'));
  for (const name of ['prometheus', 'alertmanager', 'grafana', 'kube-state-metrics']) {
    expect(podOf(watching, name)).toBe(podOf(plain, name));
  }
});

test('Grafana is shown to the world only with an administrator', () => {
  const expose = route('grafana.example.com');
  expect(problems(() => made({ grafana: { expose } }))).toEqual(['missing-prop']);
  const { at } = made({ grafana: { expose, admin: 'grafana-admin' } });
  const text = JSON.stringify(found(at, 'Deployment', 'grafana'));
  expect(text).toContain('GF_SECURITY_ADMIN_PASSWORD');
  expect(text).not.toContain('GF_AUTH_ANONYMOUS_ENABLED');
  expect(found(at, 'HTTPRoute', 'grafana')).toBeDefined();
});

test('series fill four fifths of the claim at most', () => {
  const { at } = made({ storage: '10Gi', retention: '7d' });
  const text = JSON.stringify(found(at, 'Deployment', 'prometheus'));
  expect(text).toContain('--storage.tsdb.retention.size=8192MB');
  expect(text).toContain('--storage.tsdb.retention.time=7d');
});

import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { dev } from '../../apps/environments/dev';
import { extend } from '../../lib';
import { exposition, kubelet, kubeStateMetrics } from './cluster-state';
import { Emitted } from './emitted';
import { eventually } from './eventually';
import { kubernetesApi } from './kubernetes-api';
import { onPath, withPrometheus } from './monitoring-tools';
import { houses } from './object-store';
import { claimFolder, Pod } from './pod';
import { panelsOf, queriesOf, rulesOf, selectorsOf } from './queries';
import { endAll, type Running } from './running';

// A second between two scrapes: what needs several is there soon.
const emitted = new Emitted(extend(dev, { monitoring: { interval: '1s' } }));
const state = {
  namespace: 'dev',
  cronJobs: ['daily-data-import', 'house-prices-preprocess'],
  training: emitted.one('Job', 'train-house-prices-model').metadata.name,
  deployment: 'house-prices',
  claims: ['house-prices-data', 'house-prices-models'],
  broken: false,
};
const stateMetrics = '10.77.0.3';
const rules = rulesOf(emitted);
const panels = panelsOf(emitted);
const house = { area_m2: 120, rooms: 4, bathrooms: 2, age_years: 15, distance_km: 6, condition: 'good' };

afterAll(endAll);

withPrometheus('the emitted Prometheus and Alertmanager', () => {
  const serving = new Pod(emitted.pod('Deployment', 'house-prices'), { emitted });
  const alertmanager = new Pod(emitted.pod('Deployment', 'alertmanager'), { emitted });
  let prometheus: Pod;
  let server: Running;

  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`http://${prometheus.address}:9090/api/v1/${path}`);
    const { status, error, data } = (await answer.json()) as { status: string; error?: string; data: T };
    if (status !== 'success') throw new Error(`${path}: ${error}`);
    return data;
  };
  interface Result {
    readonly result: readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[];
  }
  const query = async (expr: string) => (await ask<Result>(`query?query=${encodeURIComponent(expr)}`)).result;
  const call = () =>
    fetch(`http://${serving.address}:8080/predict`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(house),
    });
  interface ActiveAlert {
    readonly labels: Readonly<Record<string, string>>;
    readonly state: string;
  }
  const activeAlerts = async () => {
    const { alerts } = await ask<{ alerts: readonly ActiveAlert[] }>('alerts');
    return [...new Set(alerts.map(({ labels }) => `${labels.alertname} of ${labels.workload}`))].sort();
  };

  beforeAll(async () => {
    const raw = houses('--rows', '500');
    execFileSync('cp', [raw, join(claimFolder('house-prices-data'), 'cleaned_data.csv')]);
    const trained = await new Pod(emitted.pod('Job', 'train-house-prices-model'), { emitted }).run();
    if (trained.code !== 0) throw new Error(trained.log);
    server = serving.start();
    alertmanager.start();
    const page = createServer((_request, response) => response.writeHead(200, exposition).end(kubeStateMetrics(state)));
    execFileSync('ip', ['address', 'add', `${stateMetrics}/24`, 'dev', 'pods']);
    await new Promise<void>((resolve) => page.listen(8080, stateMetrics, resolve));
    const account = await kubernetesApi('dev', [serving, alertmanager], () => kubelet(state));
    const hosts = { alertmanager: alertmanager.address, 'kube-state-metrics': stateMetrics };
    prometheus = new Pod(emitted.pod('Deployment', 'prometheus'), { emitted, account, hosts });
  });

  test('promtool accepts the emitted configuration, scrape files and rule files where the pod has them', async () => {
    const program = onPath('promtool') ?? '';
    const checked = await prometheus.run(undefined, {
      program,
      command: ['/bin/promtool', 'check', 'config', '/etc/prometheus/config/prometheus.yml'],
    });
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.log).toContain(`SUCCESS: ${Object.keys(emitted.files('prometheus-rules')).length} rule files found`);
    const files = Object.keys(emitted.files('prometheus-rules')).map((file) => `/etc/prometheus/rules/${file}`);
    const command = ['/bin/promtool', 'check', 'rules', '--lint=all', '--lint-fatal', ...files];
    expect(await prometheus.run(undefined, { program, command })).toMatchObject({ code: 0 });
  });

  test('it finds every target by itself, through the API server, and each answers', async () => {
    const running = prometheus.start();
    interface Targets {
      readonly activeTargets: readonly { readonly labels: Record<string, string>; readonly health: string }[];
    }
    const targets = await eventually(`five targets are up; ${running.log}`, async () => {
      await call();
      const { activeTargets } = await ask<Targets>('targets?state=active');
      return activeTargets.length === 5 && activeTargets.every(({ health }) => health === 'up')
        ? activeTargets
        : undefined;
    });
    expect(targets.map(({ labels }) => labels.job).sort()).toEqual([
      'alertmanager',
      'house-prices',
      'kube-state-metrics',
      'kubelets',
      'prometheus',
    ]);
    expect(targets.find(({ labels }) => labels.job === 'house-prices')?.labels).toMatchObject({
      instance: `${serving.address}:9090`,
      pod: 'pod-0',
    });
  });

  test('of a kubelet only the space of claims of this namespace is kept', async () => {
    const series = await query('{job="kubelets",__name__!~"up|scrape_.*"}');
    expect(new Set(series.map(({ metric }) => metric.namespace))).toEqual(new Set(['dev']));
    expect(series.length).toBe(6);
  });

  test('every rule is evaluated without error, and every recording rule has a value', async () => {
    const recordings = rules.filter(({ record }) => record !== undefined);
    expect(recordings.length).toBeGreaterThan(10);
    await eventually('every recording rule has a value', async () => {
      await call();
      const values = await Promise.all(
        recordings.map(({ record, labels = {} }) => {
          const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
          return query(`${record}{${matchers.join(',')}} >= 0`);
        }),
      );
      return values.every((value) => value.length === 1) || undefined;
    });
    interface Rules {
      readonly groups: readonly { readonly rules: readonly { readonly name: string; readonly health: string }[] }[];
    }
    const evaluated = (await ask<Rules>('rules')).groups.flatMap((group) => group.rules);
    expect(evaluated.length).toBe(rules.length);
    expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
  });

  test.each(panels.map((panel) => [panel.dashboard, panel.title, panel.targets] as const))(
    'the dashboard of %s shows data under "%s"',
    async (_dashboard, _title, targets) => {
      expect(targets.length).toBeGreaterThan(0);
      // A rate has a value once a series was read twice.
      await eventually('every query has a value', async () => {
        const answers = await Promise.all(targets.map(({ expr }) => query(expr)));
        return answers.every(([first]) => !Number.isNaN(Number(first?.value[1]))) || undefined;
      });
    },
  );

  test('while all is well no alert calls or is about to', async () => {
    expect(await activeAlerts()).toEqual([]);
  });

  test('when it breaks the alerts that see it are there, and Alertmanager is told those that wait for nothing', async () => {
    state.broken = true;
    await server.stop();
    const expected = [
      'ClaimNearlyFull of house-prices-data',
      'ClaimNearlyFull of house-prices-models',
      'ContainersRestart of house-prices',
      'JobFailed of train-house-prices-model',
      'MetricsMissing of house-prices',
      'ReplicasMissing of house-prices',
      'RunFailed of daily-data-import',
      'RunFailed of house-prices-preprocess',
      'RunLate of daily-data-import',
      'RunLate of house-prices-preprocess',
      'ServiceDown of house-prices',
    ];
    await eventually('all of these', async () => {
      const active = await activeAlerts();
      return expected.every((alert) => active.includes(alert)) || undefined;
    });
    interface Told {
      readonly labels: Readonly<Record<string, string>>;
    }
    const atOnce = ['ContainersRestart', 'JobFailed', 'RunFailed'];
    await eventually('Alertmanager has them', async () => {
      const told = (await (await fetch(`http://${alertmanager.address}:9093/api/v2/alerts`)).json()) as readonly Told[];
      return atOnce.every((name) => told.some(({ labels }) => labels.alertname === name)) || undefined;
    });
  });

  test('every series that a rule or a panel reads is there with the labels that it asks for', async () => {
    const selectors = selectorsOf(queriesOf(emitted));
    expect(selectors.length).toBeGreaterThan(40);
    const lacking: string[] = [];
    for (const { text } of selectors) {
      const found = await ask<readonly object[]>(`series?match[]=${encodeURIComponent(text)}`);
      if (found.length === 0) lacking.push(text);
    }
    expect(lacking).toEqual([]);
  });
});

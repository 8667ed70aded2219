import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  AsyncInference,
  type AsyncInferenceProps,
  costOf,
  GitOps,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  MonitoringStack,
  redis,
  Workspace,
} from '../../lib';
import { kedaPlatform, on } from '../fixtures/signals';
import { chart, container } from '../fixtures/workloads';
import { prices } from './queues';

const pools = {
  general: { cpu: '10', memory: '40Gi', labels: { pool: 'general' }, price: { hour: 1, currency: 'EUR' } },
};
const priced = on({ ...kedaPlatform, pools });
const base: AsyncInferenceProps = {
  ...container,
  compute: { cpu: '5', memory: '4Gi' },
  placement: { pool: 'general' },
  queue: redis(prices),
  scale: { max: 4 },
};
const folder = mkdtempSync(join(tmpdir(), 'async-'));
afterAll(() => rmSync(folder, { recursive: true }));

function app(changes: Partial<AsyncInferenceProps> = {}, cpu = '100', settings: object = {}): MlopsApp {
  const made = new MlopsApp({ policies: [], ...settings });
  new Workspace(made.in(priced), 'workspace', { environment: priced, quota: { cpu, memory: '1Ti' } });
  const home = new MlopsChart(made.in(priced), 'chart', { environment: priced });
  new AsyncInference(home, 'ask', { ...base, ...changes });
  return made;
}

test('it costs from its fewest workers to its most, and nothing while the queue is empty', () => {
  const cost = (scale: AsyncInferenceProps['scale']) => costOf(app({ scale }).finish())[0]?.price;
  expect(cost({ max: 4 })).toEqual({ least: 0, most: 4 * 730 * 0.5 });
  expect(cost({ min: 2, max: 4 })).toEqual({ least: 2 * 730 * 0.5, most: 4 * 730 * 0.5 });
});

test('its most workers must fit the quota', () => {
  expect(() => app({}, '26').finish()).not.toThrow();
  try {
    app({}, '19').finish();
    throw new Error('19 CPUs held four workers of 5');
  } catch (error) {
    expect((error as MlopsError).codes).toEqual(['quota-exceeded']);
  }
});

test('it stands among the services, and Argo CD leaves its replicas to KEDA', () => {
  const outdir = join(folder, 'dist');
  const made = app({}, '100', { outdir });
  new GitOps(made, 'gitops', { repository: 'https://git.example.com/ml.git' });
  made.synth();
  const read = (file: string) => loadAll(readFileSync(join(outdir, file), 'utf8')) as readonly KubernetesObject[];
  expect(read('dev/chart.k8s.yaml').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['Deployment', 'ScaledObject', 'ServiceAccount', 'PodDisruptionBudget']),
  );
  const services = read('gitops/dev.k8s.yaml').find(({ metadata }) => metadata.name === 'dev-services');
  expect(services).toMatchObject({
    spec: {
      ignoreDifferences: [
        { group: 'apps', kind: 'Deployment', name: 'ask', namespace: 'dev', jsonPointers: ['/spec/replicas'] },
      ],
    },
  });
});

test('the lock holds its selector and its account', () => {
  const identityLock = join(folder, 'identity.lock.json');
  app({}, '100', { outdir: join(folder, 'locked'), identityLock }).synth();
  expect(Object.keys(JSON.parse(readFileSync(identityLock, 'utf8')))).toEqual(
    expect.arrayContaining(['test/dev/Deployment/ask', 'test/dev/ServiceAccount/ask']),
  );
});

test('without workers it is down only where it should have some', () => {
  const down = (min: number) => {
    const home = chart({ environment: on(kedaPlatform) });
    const stack = new MonitoringStack(home, 'monitoring');
    stack.watch(new AsyncInference(home, 'ask', { ...base, scale: { min, max: 4 }, metrics: { port: 9090 } }));
    const objects = home.toJson() as readonly (KubernetesObject & { data?: Record<string, string> })[];
    const rules = objects.find(({ metadata }) => metadata.name === 'prometheus-rules')?.data?.['ask.yml'] ?? '';
    return /alert: ServiceDown\n\s+expr: (.*(?:\n\s{12,}.*)*)/.exec(rules)?.[1]?.replaceAll(/\s+/g, ' ');
  };
  expect(down(0)).toContain('== 0 and on () kube_deployment_spec_replicas{deployment="ask"} > 0');
  expect(down(1)).not.toContain('kube_deployment_spec_replicas');
});

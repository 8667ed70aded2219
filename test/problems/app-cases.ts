import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import {
  autopilot,
  Claim,
  Cluster,
  type Environment,
  keda,
  MlopsApp,
  MlopsChart,
  ModelService,
  MonitoringStack,
  type NodePool,
  type Platform,
  queueLength,
  type Waiver,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { container } from '../fixtures/workloads';
import type { ProblemCase } from './problem-cases';

/** An app of one chart; `fill` puts the objects in it. */
function finish(
  fill: (chart: MlopsChart) => unknown,
  settings: {
    waivers?: readonly Waiver[];
    identityLock?: string;
    pools?: Record<string, NodePool>;
    facts?: Partial<Platform>;
  } = {},
) {
  const { waivers, identityLock, pools = platform.pools, facts } = settings;
  const inhabited: Environment = { ...environment, platform: { ...platform, pools, ...facts }, waivers };
  const app = new MlopsApp({ today: '2026-11-24', identityLock });
  fill(new MlopsChart(app.in(inhabited), 'chart', { environment: inhabited }));
  app.finish();
  return app;
}

const object =
  (kind: string, apiVersion: string, extra: object = {}) =>
  (chart: MlopsChart) =>
    new ApiObject(chart, `${kind}-object`, { apiVersion, kind, metadata: { name: 'thing' }, ...extra });

const requests = { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' };
const workload = (requested: object) => (chart: MlopsChart) => {
  object('Deployment', 'apps/v1', {
    spec: {
      selector: {},
      template: { spec: { containers: [{ name: 'main', image: 'app:1', resources: { requests: requested } }] } },
    },
  })(chart);
  object('HorizontalPodAutoscaler', 'autoscaling/v2', {
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'thing' },
      metrics: [{ type: 'Resource', resource: { name: 'cpu' } }],
    },
  })(chart);
};
const waive = (rule: string, expires = '2027-01-31'): Waiver => ({ rule, expires, reason: 'a test' });
const lenient = { waivers: [waive('pods-hardened'), waive('resources-declared')] };

/** Pods that request a CPU each, of an object of any kind. */
const pods = (cpu: string, { kind = 'Deployment', replicas = 1, spec = {} } = {}) =>
  object(kind, 'apps/v1', {
    spec: {
      replicas,
      strategy: { type: 'Recreate' },
      selector: {},
      template: {
        spec: {
          ...spec,
          containers: [{ name: 'main', image: 'app:1', resources: { requests: { ...requests, cpu } } }],
        },
      },
    },
  });
const quota = (cpu: string) => object('ResourceQuota', 'v1', { spec: { hard: { 'requests.cpu': cpu } } });
const node: NodePool = { cpu: '16', memory: '64Gi', labels: { pool: 'one' }, nodes: { max: 1 } };

/** A pod in a queue of eight CPUs. */
const queued = (cpu: string, other?: NodePool) => {
  const quota = { cpu: '8', memory: '32Gi' };
  const facts = {
    operators: { kueue: { version: '0.19' } },
    queues: {
      clusterQueues: { research: { pools: { general: quota, ...(other !== undefined && { other: quota }) } } },
    },
    ...(other !== undefined && { pools: { ...platform.pools, other } }),
  };
  const waiting = { ...environment, platform: { ...platform, ...facts } };
  const app = new MlopsApp({ policies: [] });
  const chart = new MlopsChart(app.in(waiting), 'chart', { environment: waiting });
  object('LocalQueue', 'kueue.x-k8s.io/v1beta2', { spec: { clusterQueue: 'research' } })(chart);
  const containers = [{ name: 'main', image: 'app:1', resources: { requests: { cpu } } }];
  object('Job', 'batch/v1', {
    metadata: { name: 'thing', labels: { 'kueue.x-k8s.io/queue-name': 'thing' } },
    spec: { template: { spec: { containers, nodeSelector: { 'node-pool': 'general' } } } },
  })(chart);
  app.finish();
};

/** Half of a node at 12.5 cents an hour, all month: 730 x 0.0625. */
const affords = (month: number) => {
  const pools = { one: { ...node, price: { hour: 0.125, currency: 'USD' } } };
  const limited = { ...environment, platform: { ...platform, pools }, budget: { month, currency: 'USD' } };
  const app = new MlopsApp({ policies: [] });
  pods('8')(new MlopsChart(app.in(limited), 'chart', { environment: limited }));
  app.finish();
};

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'lock-')), 'identity.lock.json');
  writeFileSync(file, text);
  return file;
}

function lockOf(access: string): string {
  const entry = { access, storageClass: '', size: '1Gi' };
  return fileWith(JSON.stringify({ 'test/dev/PersistentVolumeClaim/data': entry }));
}

const withKeda = { operators: { keda: { version: '2.20', namespaces: ['keda'] } } };

/** A service that scales on a signal, and the stack that could record it. */
const signalled = (chart: MlopsChart) => {
  const stack = new MonitoringStack(chart, 'monitoring');
  const service = new ModelService(chart, 'serve', {
    ...container,
    metrics: { port: 9090, names: ['waiting'] },
    scale: { min: 1, max: 2, on: [queueLength('waiting', { target: 5 })], by: keda({ from: stack }) },
  });
  return { stack, service };
};

const claim = (chart: MlopsChart) => new Claim(chart, 'data', { size: '1Gi' });

/** Codes that only the whole app can raise. */
export const appCases = {
  'duplicate-identity': {
    raises: () =>
      finish((chart) => [
        new Claim(chart, 'a', { name: 'data', size: '1Gi' }),
        new Claim(chart, 'b', { name: 'data', size: '1Gi' }),
      ]),
    passes: () => finish((chart) => [new Claim(chart, 'a', { size: '1Gi' }), new Claim(chart, 'b', { size: '1Gi' })]),
  },
  'cluster-scope': {
    raises: () => finish(object('ClusterRole', 'rbac.authorization.k8s.io/v1')),
    passes: () => finish(object('Role', 'rbac.authorization.k8s.io/v1')),
  },
  'autoscaler-without-requests': {
    raises: () => finish(workload({ ...requests, cpu: undefined }), lenient),
    passes: () => finish(workload(requests), lenient),
  },
  'bad-lock': {
    raises: () => finish(claim, { identityLock: fileWith('<<<<<<< HEAD\n{}\n') }),
    passes: () => finish(claim, { identityLock: fileWith('{}\n') }),
  },
  'signal-not-recorded': {
    raises: () => finish((chart) => signalled(chart), { facts: withKeda }),
    passes: () =>
      finish(
        (chart) => {
          const { stack, service } = signalled(chart);
          stack.watch(service);
        },
        { facts: withKeda },
      ),
  },
  'identity-changed': {
    raises: () => finish(claim, { identityLock: lockOf('ReadWriteMany') }),
    passes: () => finish(claim, { identityLock: lockOf('ReadWriteOnce') }),
  },
  'file-collision': {
    raises: () => {
      const app = new MlopsApp();
      for (const id of ['one', 'two']) new Cluster(app, id, { platform: { ...platform, priorities: undefined } });
      app.finish();
    },
    passes: () => {
      const app = new MlopsApp();
      for (const id of ['one', 'two']) new Cluster(app, id, { platform: { ...platform, cluster: id } });
      app.finish();
    },
  },
  'dependency-cycle': {
    raises: () =>
      finish((chart) => {
        const [first, second] = [new Claim(chart, 'a', { size: '1Gi' }), new Claim(chart, 'b', { size: '1Gi' })];
        first.node.addDependency(second);
        second.node.addDependency(first);
      }),
    passes: () =>
      finish((chart) =>
        new Claim(chart, 'a', { size: '1Gi' }).node.addDependency(new Claim(chart, 'b', { size: '1Gi' })),
      ),
  },
  'never-scheduled': {
    raises: () => finish(pods('1', { spec: { nodeSelector: { 'node-pool': 'genral' } } }), lenient),
    passes: () => finish(pods('1', { spec: { nodeSelector: { 'node-pool': 'general' } } }), lenient),
  },
  'pod-too-big': {
    raises: () => finish(pods('16001m'), lenient),
    passes: () => finish(pods('16'), lenient),
  },
  'serverless-limit': {
    raises: () =>
      finish(pods('1', { kind: 'DaemonSet' }), { ...lenient, pools: { it: { ...autopilot(), serverless: {} } } }),
    passes: () => finish(pods('1', { kind: 'DaemonSet' }), { ...lenient, pools: { it: autopilot() } }),
  },
  'quota-exceeded': {
    raises: () => finish((chart) => [quota('1999m')(chart), pods('1', { replicas: 2 })(chart)], lenient),
    passes: () => finish((chart) => [quota('2')(chart), pods('1', { replicas: 2 })(chart)], lenient),
  },
  'pool-exhausted': {
    raises: () => finish(pods('5', { replicas: 4 }), { ...lenient, pools: { one: node } }),
    passes: () => finish(pods('5', { replicas: 3 }), { ...lenient, pools: { one: node } }),
  },
  'queue-exceeded': {
    raises: () => queued('8001m'),
    passes: () => queued('8'),
  },
  'ambiguous-pools': {
    raises: () => queued('8', { ...node, labels: { other: 'pool' } }),
    passes: () => queued('8', { ...node, labels: { 'node-pool': 'other' } }),
  },
  'budget-exceeded': {
    raises: () => affords(45.62),
    passes: () => affords(45.63),
  },
  'too-large': {
    raises: () => finish(object('ConfigMap', 'v1', { data: { file: 'x'.repeat(1024 * 1024) } })),
    passes: () => finish(object('ConfigMap', 'v1', { data: { file: 'x'.repeat(1024 * 1024 - 4) } })),
  },
  'policy-violation': {
    raises: () => finish(object('Secret', 'v1', { stringData: { user: 'ann' } })),
    passes: () => finish(object('Secret', 'v1', { type: 'Opaque' })),
  },
  'bad-waiver': {
    raises: () => finish(claim, { waivers: [waive('images-pinned', '2026-11-23')] }),
    passes: () => finish(claim, { waivers: [waive('images-pinned', '2026-11-24')] }),
  },
} satisfies Record<string, ProblemCase>;

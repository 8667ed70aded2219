import { ApiObject } from 'cdk8s';
import {
  autopilot,
  Claim,
  cpu,
  h100,
  kserve,
  loadBalancer,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  ModelService,
  type NodePool,
  type Platform,
  type Quota,
  TrainingJob,
  vllm,
  Workspace,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { container } from '../fixtures/workloads';

const pools: Record<string, NodePool> = {
  general: { cpu: '16', memory: '64Gi', labels: { pool: 'general' } },
  h100: { cpu: '190', memory: '1900Gi', gpu: h100({ count: 8 }), nodes: { max: 2 } },
};

interface Scene {
  readonly quota?: Partial<Quota>;
  readonly facts?: Partial<Platform>;
}

/** What is wrong with an app of one chart in a workspace. */
function problems(fill: (chart: MlopsChart) => unknown, { quota = {}, facts = {} }: Scene = {}) {
  const inhabited = { ...environment, platform: { ...platform, pools, ...facts } };
  const app = new MlopsApp({ policies: [] });
  new Workspace(app.in(inhabited), 'workspace', {
    environment: inhabited,
    quota: { cpu: '100', memory: '1Ti', gpus: { h100: 64 }, ...quota },
  });
  fill(new MlopsChart(app.in(inhabited), 'chart', { environment: inhabited }));
  try {
    app.finish();
  } catch (error) {
    return (error as MlopsError).problems.map(
      ({ code, path, got, allowed }) => `${code} ${path}: ${got.slice(1, -1)}; ${allowed}`,
    );
  }
  return [];
}

const gpus = (count: number, compute: object = {}) => ({
  ...container,
  compute: { cpu: '8', memory: '64Gi', gpu: { pool: 'h100', count }, ...compute },
});

test('the quota error shows the sum: surge, autoscaler, workers, and what they take together', () => {
  const found = problems(
    (chart) => [
      new ModelService(chart, 'serve', { ...container, scale: { min: 2, max: 12, on: [cpu(70)] } }),
      new TrainingJob(chart, 'train', { ...container, compute: { cpu: '2', memory: '1Gi' }, workers: 4 }),
    ],
    { quota: { cpu: '15' } },
  );
  expect(found).toEqual([
    expect.stringMatching(
      /^quota-exceeded dev\/workspace\/Quota: 4 x 2 of Job 'train-\w{8}' \+ \(12 \+ 3 for a rollout\) x 500m of Deployment 'serve' = 15500m of requests\.cpu, at most at once; 15, ResourceQuota 'workspace' of dev$/,
    ),
  ]);
});

test('a copy of a model over several pods takes all of them, and as many again while its version changes', () => {
  const large = (chart: MlopsChart) =>
    new ModelService(chart, 'chat', {
      ...gpus(8),
      engine: kserve(),
      model: Claim.reference({ name: 'models', access: 'ReadWriteMany' }).model('chat', 'v1'),
      server: vllm({ tensorParallel: 8, pipelineParallel: 2 }),
      metrics: undefined,
      replicas: 1,
    });
  const facts = (max: number): Partial<Platform> => ({
    pools: { ...pools, h100: { ...(pools.h100 as NodePool), nodes: { max } } },
    operators: { ...platform.operators, kserve: { version: '0.19' } },
  });
  expect(problems(large, { facts: facts(4) })).toEqual([]);
  expect(problems(large, { facts: facts(3), quota: { gpus: { h100: 31 } } })).toEqual([
    expect.stringMatching(
      /^quota-exceeded .*\(1 \+ 1 for a rollout\) x 8 of InferenceService 'chat' \+ \(1 \+ 1 for a rollout\) x 8 of InferenceService 'chat' = 32 of requests.nvidia.com\/gpu/,
    ),
    expect.stringMatching(/^pool-exhausted /),
  ]);
});

test('pods, memory limits and GPUs are counted too', () => {
  const two = (chart: MlopsChart) => new TrainingJob(chart, 'train', { ...gpus(4), workers: 2 });
  expect(problems(two, { quota: { pods: 2, memory: '128Gi', gpus: { h100: 8 } } })).toEqual([]);
  const codes = problems(two, { quota: { pods: 1, memory: '127Gi', gpus: { h100: 7 } } }).map(
    (text) => /of (\S+), at most/.exec(text)?.[1],
  );
  expect(codes.sort()).toEqual(['limits.memory', 'pods', 'requests.memory', 'requests.nvidia.com/gpu']);
});

test('claims and load balancers fit their quota', () => {
  const fill = (chart: MlopsChart) => [
    new Claim(chart, 'a', { size: '60Gi' }),
    new Claim(chart, 'b', { size: '40Gi' }),
    new ModelService(chart, 'serve', { ...container, expose: loadBalancer() }),
  ];
  expect(problems(fill, { quota: { storage: '100Gi', claims: 2, loadBalancers: 1 } })).toEqual([]);
  expect(problems(fill, { quota: { storage: '99Gi', claims: 1 } })).toEqual([
    expect.stringContaining('= 2 of persistentvolumeclaims'),
    expect.stringContaining("1 x 60Gi of PersistentVolumeClaim 'a' + 1 x 40Gi of PersistentVolumeClaim 'b' = 100Gi"),
    expect.stringContaining("1 x 1 of Service 'serve' = 1 of services.loadbalancers, at most at once; 0,"),
  ]);
});

test('a training that waits for somebody fits the quota by itself, and is not added to the rest', () => {
  const fill = (workers: number) => (chart: MlopsChart) => [
    new TrainingJob(chart, 'now', { ...container, workers: 4 }),
    new TrainingJob(chart, 'later', { ...container, workers, when: 'onDemand' }),
  ];
  expect(problems(fill(4), { quota: { cpu: '2' } })).toEqual([]);
  expect(problems(fill(5), { quota: { cpu: '2' } })).toEqual([
    expect.stringContaining("5 x 500m of CronJob 'later' = 2500m of requests.cpu, by itself, at most at once; 2,"),
  ]);
});

test('a pod bigger than the biggest node shows what adds up in it', () => {
  const proxy = { name: 'proxy', image: 'example.com/proxy:1', compute: { cpu: '500m', memory: '1Gi' } };
  const fill = (cores: string) => (chart: MlopsChart) =>
    new TrainingJob(chart, 'train', { ...container, compute: { cpu: cores, memory: '1Gi' }, sidecars: [proxy] });
  const mesh = {
    operators: { ...platform.operators, istio: { version: '1.28', injects: { cpu: '100m', memory: '128Mi' } } },
  };
  expect(problems(fill('15400m'), { facts: mesh })).toEqual([]);
  expect(problems(fill('15500m'), { facts: mesh })).toEqual([
    expect.stringContaining(
      "with proxy 500m + train 15500m + injected by istio 100m = 16100m of cpu; at most 16 of cpu, the biggest node that it may go to (pool 'general')",
    ),
  ]);
});

test('workers are not split between nodes', () => {
  const workers = (count: number, each: number) => (chart: MlopsChart) =>
    new TrainingJob(chart, 'train', { ...gpus(each), workers: count });
  expect(problems(workers(2, 8))).toEqual([]);
  expect(problems(workers(2, 5))).toEqual([]);
  expect(problems(workers(3, 5))).toEqual([
    expect.stringMatching(/^pool-exhausted .*: 3 pods of Job 'train-\w+'; 2 nodes of pool 'h100' x 1 pod = 2$/),
  ]);
});

test('everything that is bound to pools with a maximum fits their nodes together', () => {
  const fill = (count: number) => (chart: MlopsChart) => [
    new TrainingJob(chart, 'a', { ...gpus(4), workers: 2 }),
    new TrainingJob(chart, 'b', gpus(count)),
  ];
  expect(problems(fill(8))).toEqual([]);
  expect(
    problems(fill(8), { facts: { pools: { ...pools, h100: { ...pools['h100'], nodes: { max: 1 } } as NodePool } } }),
  ).toEqual([
    expect.stringMatching(
      /2 x 4 of Job 'a-\w+' \+ 1 x 8 of Job 'b-\w+' = 16 of nvidia\.com\/gpu, at most at once; 1 node of pool 'h100' x 8 = 8$/,
    ),
  ]);
});

test('a rollout that needs a node more than the pool has is refused before it hangs', () => {
  const fill = (chart: MlopsChart) => new ModelService(chart, 'serve', { ...gpus(8), replicas: 2 });
  expect(problems(fill)).toEqual([
    expect.stringContaining("2 + 1 for a rollout = 3 pods of Deployment 'serve'; 2 nodes of pool 'h100' x 1 pod = 2"),
  ]);
});

test('devices that pods claim are counted as GPUs are', () => {
  const claimed = { ...pools, h100: { ...pools['h100'], gpu: h100({ count: 8, allocation: 'dra' }) } as NodePool };
  const fill = (chart: MlopsChart) => new TrainingJob(chart, 'train', { ...gpus(4), workers: 4 });
  expect(problems(fill, { facts: { pools: claimed }, quota: { gpus: { h100: 16 } } })).toEqual([]);
  expect(problems(fill, { facts: { pools: claimed }, quota: { gpus: { h100: 15 } } })).toEqual([
    expect.stringContaining('= 16 of gpu.nvidia.com.deviceclass.resource.k8s.io/devices, at most at once; 15,'),
  ]);
});

test('where the platform states no pools or no maximum, nothing is said', () => {
  const fill = (chart: MlopsChart) =>
    new TrainingJob(chart, 'train', { ...container, compute: { cpu: '90', memory: '500Gi' } });
  expect(problems(fill, { facts: { pools: undefined }, quota: { gpus: {} } })).toEqual([]);
  const many = (chart: MlopsChart) => new TrainingJob(chart, 'train', { ...container, workers: 150 });
  expect(problems(many)).toEqual([]);
});

test('what only nodes have is refused for pods without nodes', () => {
  const agent = (chart: MlopsChart) =>
    new ApiObject(chart, 'agent', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'agent' },
      spec: {
        hostNetwork: true,
        containers: [{ name: 'main', image: 'a:1', securityContext: { privileged: true } }],
        volumes: [{ name: 'host', hostPath: { path: '/' } }],
      },
    });
  const texts = problems(agent, { facts: { pools: { it: autopilot() } }, quota: { gpus: {} } });
  expect(texts.map((text) => /with (.*);/.exec(text)?.[1])).toEqual([
    'a privileged container',
    'the network of a node',
    'a folder of a node',
  ]);
  expect(problems(agent)).toEqual([]);
});

import { Testing } from 'cdk8s';
import type { KubernetesObject } from '../../imports/kubernetes';
import { Cluster, type MlopsError, type Platform, type Queues, Workspace } from '../../lib';
import { environment, platform, queues } from './platform';

const cluster = (facts: Partial<Platform> = {}) =>
  Testing.synth(new Cluster(Testing.app(), 'cluster', { platform: { ...platform, ...facts } })) as KubernetesObject[];
const workspace = (local: Record<string, string>) =>
  Testing.synth(
    new Workspace(Testing.app(), 'workspace', { environment, quota: { cpu: '8', memory: '32Gi' }, queues: local }),
  ) as KubernetesObject[];
const specOf = (objects: readonly KubernetesObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)?.spec;

function problems(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} ${path.replace(/^.*: /, '')}`);
  }
  return [];
}

test('a flavor is the nodes of a pool, with their labels, taints and topology', () => {
  expect(specOf(cluster(), 'ResourceFlavor', 'h100')).toEqual({
    nodeLabels: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' },
    nodeTaints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }],
    topologyName: 'datacenter',
  });
  expect(specOf(cluster(), 'ResourceFlavor', 'general')).toEqual({ nodeLabels: { pool: 'general' } });
});

test('every flavor of a queue lists every resource that the queue covers, in one order', () => {
  expect(specOf(cluster(), 'ClusterQueue', 'research')).toEqual({
    cohortName: 'science',
    namespaceSelector: {},
    queueingStrategy: 'StrictFIFO',
    resourceGroups: [
      {
        coveredResources: ['cpu', 'memory', 'ephemeral-storage', 'nvidia.com/gpu'],
        flavors: [
          {
            name: 'h100',
            resources: [
              { name: 'cpu', nominalQuota: '380' },
              { name: 'memory', nominalQuota: '3800Gi' },
              { name: 'ephemeral-storage', nominalQuota: '1Pi' },
              { name: 'nvidia.com/gpu', nominalQuota: '16', borrowingLimit: '8', lendingLimit: '4' },
            ],
          },
          {
            name: 'general',
            resources: [
              { name: 'cpu', nominalQuota: '64' },
              { name: 'memory', nominalQuota: '240Gi' },
              { name: 'ephemeral-storage', nominalQuota: '1Pi' },
              { name: 'nvidia.com/gpu', nominalQuota: '0' },
            ],
          },
        ],
      },
    ],
    preemption: {
      withinClusterQueue: 'LowerPriority',
      reclaimWithinCohort: 'Any',
      borrowWithinCohort: { policy: 'LowerPriority', maxPriorityThreshold: 100 },
    },
    fairSharing: { weight: '2' },
  });
  expect(specOf(cluster(), 'ClusterQueue', 'lonely')).not.toHaveProperty('preemption');
});

test('cohorts, their parents, topologies and priorities are there', () => {
  expect(specOf(cluster(), 'Cohort', 'science')).toEqual({ parentName: 'university', fairSharing: { weight: '3' } });
  expect(specOf(cluster(), 'Cohort', 'university')).toEqual({});
  expect(specOf(cluster(), 'Topology', 'datacenter')).toEqual({
    levels: [
      { nodeLabel: 'example.com/block' },
      { nodeLabel: 'example.com/rack' },
      { nodeLabel: 'kubernetes.io/hostname' },
    ],
  });
  expect(
    cluster().find(({ kind, metadata }) => kind === 'WorkloadPriorityClass' && metadata.name === 'urgent'),
  ).toMatchObject({ value: 2000 });
});

test('objects of the cluster have no namespace, and stand before what uses them', () => {
  const of = cluster().filter(({ apiVersion }) => apiVersion === 'kueue.x-k8s.io/v1beta2');
  expect(of.every(({ metadata }) => metadata.namespace === undefined)).toBe(true);
  expect(of.every(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/sync-wave'] === '-3')).toBe(true);
});

test('a workspace has the queues that it is given, and its people see what waits in them', () => {
  const objects = workspace({ training: 'research' });
  expect(specOf(objects, 'LocalQueue', 'training')).toEqual({ clusterQueue: 'research' });
  const viewer = objects.find(({ kind, metadata }) => kind === 'Role' && metadata.name === 'viewer');
  expect(JSON.stringify(viewer)).toContain('"kueue.x-k8s.io"');
  expect(workspace({}).some(({ kind }) => kind === 'LocalQueue')).toBe(false);
  expect(problems(() => workspace({ training: 'reserch' }))).toEqual(['unknown-queue queues.training']);
});

const with_ = (changes: Partial<Queues>) => () => cluster({ queues: { ...queues, ...changes } });
const lonely = { cpu: '8', memory: '32Gi' };

test.each<[string, () => unknown, string]>([
  ['without Kueue', () => cluster({ operators: {} }), 'missing-operator platform.queues'],
  [
    'with a Kueue of another API',
    () => cluster({ operators: { kueue: { version: '0.14' } } }),
    'missing-operator platform.queues',
  ],
  [
    'of a pool that is not there',
    with_({ clusterQueues: { a: { pools: { gpus: lonely } } } }),
    'unknown-pool platform.queues.clusterQueues.a.pools.gpus',
  ],
  [
    'that borrow from nobody',
    with_({ clusterQueues: { a: { pools: { general: { ...lonely, borrows: { cpu: '1' } } } } } }),
    'not-allowed platform.queues.clusterQueues.a.pools.general.borrows',
  ],
  [
    'that lend more than they have',
    with_({ clusterQueues: { a: { cohort: 'c', pools: { general: { ...lonely, lends: { cpu: '9' } } } } } }),
    'out-of-range platform.queues.clusterQueues.a.pools.general.lends.cpu',
  ],
  [
    'that preempt while they borrow and reclaim nothing',
    with_({ clusterQueues: { a: { pools: { general: lonely }, preemption: { borrowsOver: 1 } } } }),
    'not-allowed platform.queues.clusterQueues.a.preemption.borrowsOver',
  ],
  [
    'with a topology whose hosts are not at its end',
    with_({ topologies: { a: { levels: ['kubernetes.io/hostname', 'rack'], pools: ['general'] } } }),
    'not-allowed platform.queues.topologies.a.levels[0]',
  ],
  [
    'with a pool in two topologies',
    with_({ topologies: { a: { levels: ['rack'], pools: ['general'] }, b: { levels: ['rack'], pools: ['general'] } } }),
    'not-allowed platform.queues.topologies.b.pools[0]',
  ],
])('the platform refuses queues %s', (_what, act, problem) => {
  expect(problems(act)).toEqual([problem]);
});

import type { KubernetesObject, PodSpec } from '../../imports/kubernetes';
import type { NodePool } from '../../lib';
import { clusterQueues } from '../../lib/queueing/cluster-queues';
import { takes } from '../../lib/queueing/flavor-match';

/** Pods in a queue of two pools, the first of which is tried first. */
interface Case {
  readonly first: Partial<NodePool>;
  readonly second: Partial<NodePool>;
  readonly spec: Partial<PodSpec>;
}

const apart: Partial<NodePool> = { labels: { apart: 'yes' } };
const general: Partial<NodePool> = { labels: { 'node-pool': 'general' } };
const tainted = { ...apart, taints: [{ key: 'apart', effect: 'NoSchedule' }] } as const;
const asks = { nodeSelector: { 'node-pool': 'general' } };
const either = (...keys: readonly string[]): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: keys.map((key) => ({ matchExpressions: [{ key, operator: 'In', values: ['general'] }] })),
      },
    },
  },
});

export const flavorCases: Readonly<Record<string, Case>> = {
  'no-label-in-common': { first: apart, second: general, spec: asks },
  'a-label-in-common': { first: { labels: { 'node-pool': 'apart' } }, second: general, spec: asks },
  'a-zone-that-no-label-says': {
    first: { ...apart, zones: ['region-9z'] },
    second: general,
    spec: { nodeSelector: { ...asks.nodeSelector, 'topology.kubernetes.io/zone': 'region-1a' } },
  },
  'any-of-two-labels-of-others': { first: apart, second: general, spec: either('node-pool', 'rank') },
  'another-value-of-its-label': { first: apart, second: general, spec: either('apart') },
  'a-taint': { first: tainted, second: general, spec: asks },
  'a-taint-that-they-tolerate': {
    first: tainted,
    second: general,
    spec: { ...asks, tolerations: [{ key: 'apart', operator: 'Exists' }] },
  },
};

/** The queue of a case and a Job in it; and the flavor that synth says is taken. */
export function queued(name: string, { first, second, spec }: Case, namespace: string) {
  const node = { cpu: '15', memory: '60Gi' };
  const pools = { [`${name}-1`]: { ...node, ...first }, [`${name}-2`]: { ...node, ...second } };
  const quota = { cpu: '1', memory: '1Gi' };
  const quotas = Object.fromEntries(Object.keys(pools).map((pool) => [pool, quota]));
  const containers = [
    { name: 'main', image: 'registry.example.com/app:1', resources: { requests: quota, limits: quota } },
  ];
  const inNamespace: readonly KubernetesObject[] = [
    {
      apiVersion: 'kueue.x-k8s.io/v1beta2',
      kind: 'LocalQueue',
      metadata: { name, namespace },
      spec: { clusterQueue: name },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace, labels: { 'kueue.x-k8s.io/queue-name': name } },
      spec: { template: { spec: { ...spec, containers, restartPolicy: 'Never' } } },
    },
  ];
  return {
    ofCluster: clusterQueues({
      cluster: 'kueued',
      kubernetes: '1.34',
      pools,
      queues: { clusterQueues: { [name]: { pools: quotas } } },
    }),
    inNamespace,
    taken: Object.entries(pools).find(([, pool]) => takes(spec, pool))?.[0],
  };
}

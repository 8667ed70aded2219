import {
  a100,
  a100Gb40,
  h100,
  h200,
  l4,
  l40s,
  type MlopsError,
  mi300x,
  type NodePool,
  type PoolGpu,
  TrainingJob,
  type TrainingJobProps,
  t4,
  tpuV5e,
  tpuV5p,
  trn1,
  trn2,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, templateOf, training } from '../fixtures/workloads';

const home = (gpu: PoolGpu, pool: Partial<NodePool> = {}) =>
  chart({
    environment: {
      ...environment,
      platform: { ...platform, pools: { it: { cpu: '96', memory: '1Ti', gpu, ...pool } } },
    },
  });

function podOn(gpu: PoolGpu, { pool, ...props }: Partial<TrainingJobProps> & { pool?: Partial<NodePool> } = {}) {
  const compute = { cpu: '1', memory: '1Gi', gpu: { pool: 'it', count: 1 } };
  const job = new TrainingJob(home(gpu, pool), 'train', { ...training, compute, ...props });
  return templateOf(job.objects.workload).spec;
}

function problems(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} ${path}`);
  }
  return [];
}

const discovered = (product: string) => ({ 'nvidia.com/gpu.product': product });
const gke = (name: string) => ({ 'cloud.google.com/gke-accelerator': name });

test.each<[string, PoolGpu, Partial<PoolGpu>]>([
  ['h200', h200({ count: 8 }), { labels: discovered('NVIDIA-H200'), memory: '141G' }],
  ['h100', h100({ count: 8 }), { labels: discovered('NVIDIA-H100-80GB-HBM3'), memory: '80G' }],
  ['h100 on a PCIe board', h100({ count: 8, product: 'NVIDIA-H100-PCIe' }), { labels: discovered('NVIDIA-H100-PCIe') }],
  [
    'h100 of GKE',
    h100({ count: 8, labelledBy: 'gke' }),
    { labels: gke('nvidia-h100-80gb'), resource: 'nvidia.com/gpu' },
  ],
  ['a100', a100({ count: 8 }), { labels: discovered('NVIDIA-A100-SXM4-80GB'), count: 8 }],
  ['the small a100', a100Gb40({ count: 8 }), { labels: discovered('NVIDIA-A100-SXM4-40GB'), memory: '40G' }],
  [
    'l40s',
    l40s({ count: 4 }),
    { labels: discovered('NVIDIA-L40S'), taint: { key: 'nvidia.com/gpu', effect: 'NoSchedule' } },
  ],
  ['l4', l4({ count: 1 }), { labels: discovered('NVIDIA-L4'), memory: '24G' }],
  ['t4', t4({ count: 1 }), { labels: discovered('Tesla-T4'), memory: '16G' }],
  [
    'mi300x',
    mi300x({ count: 8 }),
    { resource: 'amd.com/gpu', labels: { 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' } },
  ],
  ['v5e on one host', tpuV5e({ topology: '2x4' }), { resource: 'google.com/tpu', count: 8 }],
  [
    'v5e on many hosts',
    tpuV5e({ topology: '4x8' }),
    {
      count: 4,
      labels: {
        'cloud.google.com/gke-tpu-accelerator': 'tpu-v5-lite-podslice',
        'cloud.google.com/gke-tpu-topology': '4x8',
      },
    },
  ],
  [
    'v5p',
    tpuV5p({ topology: '2x2x4' }),
    { count: 4, taint: { key: 'google.com/tpu', value: 'present', effect: 'NoSchedule' } },
  ],
  ['trn1', trn1({ instance: 'trn1.32xlarge' }), { resource: 'aws.amazon.com/neuron', count: 16, memory: '32G' }],
  [
    'trn2',
    trn2({ instance: 'trn2.3xlarge' }),
    { count: 1, labels: { 'node.kubernetes.io/instance-type': 'trn2.3xlarge' } },
  ],
  ['MIG, mixed', a100Gb40({ count: 8, mig: '1g.5gb' }), { resource: 'nvidia.com/mig-1g.5gb', count: 56, memory: '5G' }],
  [
    'MIG, single',
    h100({ count: 2, mig: '3g.40gb', migStrategy: 'single' }),
    { resource: 'nvidia.com/gpu', count: 4, labels: discovered('NVIDIA-H100-80GB-HBM3-MIG-3g.40gb') },
  ],
  [
    'MIG of GKE',
    a100({ count: 8, mig: '1g.10gb', labelledBy: 'gke' }),
    {
      resource: 'nvidia.com/gpu',
      labels: { ...gke('nvidia-a100-80gb'), 'cloud.google.com/gke-gpu-partition-size': '1g.10gb' },
    },
  ],
  ['time slices', t4({ count: 2, timeSlices: 4 }), { count: 8, shared: 4, labels: discovered('Tesla-T4-SHARED') }],
])('%s is known by its resource, labels, taint, memory and count', (_name, value, facts) => {
  expect(value).toMatchObject(facts);
});

test('a pool of catalogue accelerators needs no label and no taint of its own', () => {
  const spec = podOn(mi300x({ count: 8 }));
  expect(spec.containers[0]?.resources).toMatchObject({
    requests: { 'amd.com/gpu': '1' },
    limits: { 'amd.com/gpu': '1' },
  });
  expect(spec).toMatchObject({
    nodeSelector: { 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' },
    tolerations: [{ key: 'amd.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
  });
  expect(spec.volumes).toContainEqual({ name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } });
});

test('labels of the pool are added to those of its accelerators, and its taints replace theirs', () => {
  const spec = podOn(t4({ count: 1, runtimeClass: 'nvidia' }), { pool: { labels: { tier: 'spot' }, taints: [] } });
  expect(spec.nodeSelector).toEqual({ 'nvidia.com/gpu.product': 'Tesla-T4', tier: 'spot' });
  expect(spec.tolerations).toBeUndefined();
  expect(spec.runtimeClassName).toBe('nvidia');
});

test('a pod asks for the memory of one GPU, whatever the pool of its environment is', () => {
  const asks = (memory: string, count = 1) => ({
    compute: { cpu: '1', memory: '1Gi', gpu: { pool: 'it', count, memory } },
  });
  expect(podOn(h100({ count: 8 }), asks('80G'))).toHaveProperty('nodeSelector');
  expect(problems(() => podOn(a100Gb40({ count: 8 }), asks('80G')))).toEqual([
    'pool-too-small chart/train: compute.gpu.memory',
  ]);
  expect(problems(() => podOn(h100({ count: 8, mig: '1g.10gb' }), asks('20G')))).toHaveLength(1);
  expect(problems(() => podOn({ count: 8, labels: { a: 'b' } }, asks('1G')))).toHaveLength(1);
});

test('a pod gets one share of a time-sliced GPU, of its share of memory, and no second one', () => {
  const compute = (count: number, memory?: string) => ({ cpu: '1', memory: '1Gi', gpu: { pool: 'it', count, memory } });
  const sliced = t4({ count: 2, timeSlices: 4 });
  expect(podOn(sliced, { compute: compute(1, '4G') })).toHaveProperty('nodeSelector');
  expect(problems(() => podOn(sliced, { compute: compute(2, '5G') }))).toEqual([
    'not-allowed chart/train: compute.gpu.count',
    'pool-too-small chart/train: compute.gpu.memory',
  ]);
});

test.each<[string, PoolGpu, string]>([
  [
    'a profile of another model',
    h200({ count: 8, mig: '1g.5gb' }),
    'out-of-range chart: environment.platform.pools.it.gpu.count',
  ],
  ['no accelerators', h100({ count: 0 }), 'out-of-range chart: environment.platform.pools.it.gpu.count'],
  [
    'claims without a class',
    { count: 1, labels: {}, allocation: 'dra' },
    'missing-prop chart: environment.platform.pools.it.gpu.deviceClass',
  ],
  [
    'turns on claimed devices',
    h100({ count: 8, timeSlices: 2, allocation: 'dra' }),
    'not-allowed chart: environment.platform.pools.it.gpu.shared',
  ],
  ['a pool that nothing selects', { count: 1 }, 'missing-prop chart: environment.platform.pools.it.labels'],
])('the platform refuses %s', (_what, gpu, problem) => {
  expect(problems(() => home(gpu))).toEqual([problem]);
});

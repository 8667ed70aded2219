import { type MlopsError, ModelService, type NodePool, type Placement } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, service, templateOf } from '../fixtures/workloads';

const pool = (facts: Partial<NodePool>): NodePool => ({ cpu: '16', memory: '64Gi', ...facts });
const pools: Record<string, NodePool> = {
  arm: pool({ arch: 'arm64', labels: { pool: 'arm' }, zones: ['a', 'b'] }),
  intel: pool({ arch: 'amd64', cpuVendor: 'intel', labels: { pool: 'intel' }, zones: ['a'] }),
  large: pool({ arch: 'amd64', cpuVendor: 'amd', localSsd: true, memory: '512Gi', labels: { pool: 'large' } }),
  unlabelled: pool({ memory: '4Ti', labels: {} }),
  spot: pool({ spot: true, labels: { pool: 'spot' }, taints: [{ key: 'spot', effect: 'NoSchedule' }] }),
};

function place(placement: Placement, compute = service.compute) {
  const home = chart({ environment: { ...environment, platform: { ...platform, pools } } });
  const { spec } = templateOf(new ModelService(home, 'serve', { ...service, compute, placement }).objects.workload);
  return spec;
}

function texts(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, got, allowed }) => `${code}: got ${got}, allowed ${allowed}`);
  }
  return [];
}

const terms = (...names: readonly string[]) =>
  names.map((name) => ({ matchExpressions: [{ key: 'pool', operator: 'In', values: [name] }] }));

test('the only pool that has what is required is selected by its labels', () => {
  expect(place({ requires: { localSsd: true } })).toMatchObject({ nodeSelector: { pool: 'large' } });
  expect(place({ requires: { arch: 'arm64' } }).affinity).not.toHaveProperty('nodeAffinity');
});

test('where several pools have it, the scheduler chooses, and the spread stays', () => {
  const { affinity, nodeSelector } = place({ requires: { arch: 'amd64' } });
  expect(nodeSelector).toBeUndefined();
  expect(affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual(
    terms('intel', 'large'),
  );
  expect(affinity).toHaveProperty('podAntiAffinity');
});

test('a required zone selects the pools in it, and the zone', () => {
  expect(place({ requires: { zone: 'b' } }).nodeSelector).toEqual({
    pool: 'arm',
    'topology.kubernetes.io/zone': 'b',
  });
  expect(place({ requires: { zone: 'a' } }).nodeSelector).toEqual({ 'topology.kubernetes.io/zone': 'a' });
});

test('spot nodes are taken only where spot is asked for, and their taint is tolerated', () => {
  expect(place({ spot: true, requires: { memory: '32Gi' } })).toMatchObject({
    nodeSelector: { pool: 'spot' },
    tolerations: [{ key: 'spot', operator: 'Exists', effect: 'NoSchedule' }],
  });
});

test('a pool that cannot hold the pod itself is not chosen', () => {
  const compute = { cpu: '1', memory: '100Gi' };
  expect(place({ requires: { arch: 'amd64' } }, compute).nodeSelector).toEqual({ pool: 'large' });
});

test('a requirement that no pool meets names the closest one and what it lacks', () => {
  expect(texts(() => place({ requires: { memory: '1Ti', cpuVendor: 'amd', localSsd: true } }))).toEqual([
    `no-pool-fits: got {"memory":"1Ti","cpuVendor":"amd","localSsd":true}, allowed none; pool 'large' is closest and lacks memory 1Ti (has 512Gi)`,
  ]);
  expect(texts(() => place({ spot: true, requires: { arch: 'arm64', zone: 'b' } }))).toEqual([
    `no-pool-fits: got {"arch":"arm64","zone":"b"}, allowed none; pool 'spot' is closest and lacks arch arm64 (states none) and zone b (states none)`,
  ]);
});

test('a named pool must have what is required', () => {
  expect(place({ pool: 'intel', requires: { cpuVendor: 'intel' } }).nodeSelector).toEqual({ pool: 'intel' });
  expect(texts(() => place({ pool: 'intel', requires: { cpuVendor: 'amd' } }))).toEqual([
    `no-pool-fits: got {"cpuVendor":"amd"}, allowed what pool 'intel' has; it lacks cpuVendor amd (has intel)`,
  ]);
});

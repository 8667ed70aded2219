import { JsonPatch } from 'cdk8s';
import {
  type Compute,
  type Environment,
  l4,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  type NodePool,
  type Placement,
  type Queues,
  queueLabels,
  TrainingJob,
  Workspace,
} from '../../lib';
import { container } from '../fixtures/workloads';
import { platform as queued } from '../queueing/platform';

const node = { cpu: '16', memory: '64Gi' };
const one: NodePool = { ...node, labels: { pool: 'one' } };
const two: NodePool = { ...node, labels: { tier: 'two' } };

/** What is wrong with a training in the one queue of some pools, which has all of each. */
function problems(
  pools: Readonly<Record<string, NodePool>>,
  placement: Placement,
  { topology, zone, ...asked }: Partial<Compute> & { readonly topology?: string; readonly zone?: string } = {},
) {
  const quota = ({ gpu }: NodePool) => ({ cpu: '64', memory: '256Gi', ...(gpu !== undefined && { gpus: 8 }) });
  const clusterQueues = {
    all: { pools: Object.fromEntries(Object.entries(pools).map(([name, pool]) => [name, quota(pool)])) },
  };
  const topologies: Queues['topologies'] =
    topology === undefined ? {} : { racks: { levels: ['example.com/rack'], pools: [topology] } };
  const platform = { ...queued, pools, queues: { clusterQueues, topologies } };
  const environment: Environment = { name: 'dev', namespace: 'dev', platform };
  const app = new MlopsApp({ policies: [] });
  const scope = app.in(environment);
  new Workspace(scope, 'workspace', {
    environment,
    quota: { cpu: '1000', memory: '10Ti', ...(pools.l4 !== undefined && { gpus: { l4: 64 } }) },
    queues: { batch: 'all' },
  });
  const where = { queue: 'batch', ...placement };
  const { workload } = new TrainingJob(new MlopsChart(scope, 'chart', { environment }), 'train', {
    ...container,
    compute: { cpu: '8', memory: '4Gi', ...asked },
    placement: where,
  }).objects;
  for (const [key, value] of Object.entries(queueLabels(where, platform))) {
    workload.addJsonPatch(JsonPatch.add(`/metadata/labels/${key.replace('/', '~1')}`, value));
  }
  if (zone !== undefined) {
    workload.addJsonPatch(JsonPatch.add('/spec/template/spec/nodeSelector', { 'topology.kubernetes.io/zone': zone }));
  }
  try {
    app.finish();
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, got }) => `${code}: ${got}`);
  }
  return [];
}

test('pods for one of two pools that have no label in common may be sent to the other', () => {
  expect(problems({ one, two }, { pool: 'two' })).toEqual([
    expect.stringMatching(
      /^ambiguous-pools: .Job 'train-\w+' for 'two' in queue 'all', which may send it to pool 'one': it has no label tier/,
    ),
  ]);
  expect(problems({ one, two }, { pool: 'one' })).toEqual([
    expect.stringMatching(/for 'one' .* pool 'two': it has no label pool/),
  ]);
});

test('pods for two of three pools may be sent to the third', () => {
  const third = { ...node, labels: { rank: 'third' }, localSsd: false };
  const fast = { localSsd: true };
  const pools = { one: { ...one, ...fast }, two: { ...two, ...fast }, third };
  expect(problems(pools, { requires: { localSsd: true } })).toEqual([
    expect.stringMatching(/for 'one', 'two' .* pool 'third': it has no label pool and tier/),
  ]);
});

test('pods that ask for a zone alone may be sent to a pool of another; placement asks for the pool too', () => {
  const pools = { a: { ...one, zones: ['a'] }, b: { ...one, labels: { pool: 'b' }, zones: ['b'] } };
  expect(problems(pools, { requires: { zone: 'b' } })).toEqual([]);
  expect(problems(pools, {}, { zone: 'b' })).toEqual([
    expect.stringMatching(/for 'b' .* pool 'a': it has topology.kubernetes.io\/zone=a/),
  ]);
});

test.each<[string, Readonly<Record<string, NodePool>>, Placement, Parameters<typeof problems>[2]]>([
  ['a label in common', { one, two: { ...two, labels: { pool: 'two' } } }, { pool: 'two' }, {}],
  ['the labels of both', { one: { ...one, labels: { pool: 'one', tier: 'two' } }, two }, { pool: 'two' }, {}],
  ['a taint', { one: { ...one, taints: [{ key: 'one', effect: 'NoSchedule' }] }, two }, { pool: 'two' }, {}],
  ['a topology of its own', { one, two }, { pool: 'two' }, { topology: 'one' }],
  [
    'accelerators that the other has not',
    { one, l4: { ...node, gpu: l4({ count: 8 }) } },
    {},
    { gpu: { pool: 'l4', count: 1 } },
  ],
  ['no pool asked for', { one, two }, {}, {}],
])('%s keeps pools apart', (_what, pools, placement, asked) => {
  expect(problems(pools, placement, asked)).toEqual([]);
});

test('a pool that has no room in the queue takes nothing from the other', () => {
  expect(problems({ one, two }, { pool: 'two' }, { cpu: '16' })).toHaveLength(1);
  const larger = { ...two, cpu: '100', memory: '640Gi' };
  expect(problems({ one, two: larger }, { pool: 'two' }, { cpu: '65' })).toEqual([
    expect.stringMatching(/^queue-exceeded/),
  ]);
});

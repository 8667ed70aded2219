import type { KubernetesObject } from '../../imports/kubernetes';
import { type Surroundings, worstCase } from '../../lib/capacity/worst-case';
import { kindFrom } from '../../lib/kinds/kind';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';

const template = { spec: { containers: [{ name: 'main' }] } };

function most(apiVersion: string, kind: string, spec: object, surroundings: Surroundings = {}, known?: object) {
  const object = { apiVersion, kind, metadata: { name: 'it' }, spec } as KubernetesObject;
  const [set] = podsOf(object, known === undefined ? Kinds.of(object) : kindFrom({ group: '', kind, ...known }));
  if (set === undefined) throw new Error('no pods');
  return worstCase(object, set, surroundings);
}

const deployment = (spec: object, surroundings?: Surroundings) =>
  most('apps/v1', 'Deployment', { template, ...spec }, surroundings);
const cronJob = (spec: object, job: object = {}) =>
  most('batch/v1', 'CronJob', { ...spec, jobTemplate: { spec: { template, ...job } } });

test.each([
  ['a share of the replicas, rounded up', { replicas: 5, strategy: { rollingUpdate: { maxSurge: '25%' } } }, 7],
  ['a number', { replicas: 5, strategy: { rollingUpdate: { maxSurge: 1 } } }, 6],
  ['the default of Kubernetes', { replicas: 4 }, 5],
  ['none, where old pods go first', { replicas: 4, strategy: { type: 'Recreate' } }, 4],
])('the surge of a rollout is %s', (_what, spec, pods) => {
  expect(deployment(spec).pods).toBe(pods);
});

const rollout = (strategy: object, surroundings?: Surroundings) =>
  most('argoproj.io/v1alpha1', 'Rollout', { template, replicas: 5, strategy }, surroundings);
const byShare = { maxSurge: '60%', maxUnavailable: 0 };
const trafficRouting = { plugins: {} };

test.each([
  [
    'as many again where requests are split: no old pod goes before all new ones are there',
    { canary: { ...byShare, trafficRouting } },
    10,
  ],
  ['one where old pods go as new ones come', { canary: { ...byShare, trafficRouting, dynamicStableScale: true } }, 6],
  ['as many again where the new version stands beside the old one', { blueGreen: { activeService: 'it' } }, 10],
  ['a share of the replicas where pods alone are counted', { canary: byShare }, 8],
])('the surge of a Rollout is %s', (_what, strategy, pods) => {
  expect(rollout(strategy).pods).toBe(pods);
});

test('of a canary behind a router that is scaled there may be twice the most', () => {
  const strategy = { canary: { ...byShare, trafficRouting } };
  expect(rollout(strategy, { scaled: { min: 2, max: 12 } })).toMatchObject({
    pods: 24,
    because: '12 + 12 for a rollout',
    usual: { least: 2, most: 12 },
  });
});

test("the autoscaler's maximum counts, and the surge on top of it", () => {
  expect(deployment({ strategy: { rollingUpdate: { maxSurge: '25%' } } }, { scaled: { min: 2, max: 12 } })).toEqual({
    pods: 15,
    because: '12 + 3 for a rollout',
    usual: { least: 2, most: 12 },
    waits: false,
  });
});

test.each([
  ['runs that may not overlap', 'Forbid', '*/5 * * * *', 3600, 2],
  ['runs of which the newer replaces the older', 'Replace', '*/5 * * * *', 3600, 2],
  ['runs that overlap until their deadline', 'Allow', '*/5 * * * *', 3600, 24],
  ['a deadline before the next run', 'Allow', '0 * * * *', 3600, 2],
  ['a deadline just after the next run', 'Allow', '0 * * * *', 3601, 4],
  ['the shortest of uneven gaps', 'Allow', '0 1,3 * * *', 10_800, 4],
  ['a schedule that is no cron expression', 'Allow', '@hourly', 86_400, 2],
])('%s', (_what, concurrencyPolicy, schedule, activeDeadlineSeconds, pods) => {
  expect(cronJob({ concurrencyPolicy, schedule }, { activeDeadlineSeconds, parallelism: 2 }).pods).toBe(pods);
});

test('runs without a deadline overlap without bound: what is sure is one', () => {
  expect(cronJob({ schedule: '*/5 * * * *' }).pods).toBe(1);
});

test('a suspended object waits for somebody', () => {
  expect(cronJob({ schedule: '0 1 * * *', suspend: true })).toMatchObject({ pods: 1, waits: true });
  expect(most('batch/v1', 'Job', { parallelism: 4, suspend: true, template }).waits).toBe(true);
  expect(most('batch/v1', 'Job', { parallelism: 4, template })).toMatchObject({ pods: 4, because: '4', waits: false });
});

test('a DaemonSet has a pod on each node, where their number has a bound', () => {
  expect(most('apps/v1', 'DaemonSet', { template }, { nodes: 7 })).toMatchObject({ pods: 7, because: '7 nodes x 1' });
  expect(most('apps/v1', 'DaemonSet', { template }).pods).toBe(1);
});

test('a kind may name the most that its own controller makes', () => {
  const pods = [{ template: '/spec/groups/*/template', count: '/spec/groups/*/size', most: '/spec/groups/*/maxSize' }];
  expect(most('x/v1', 'Crew', { groups: [{ template, size: 2, maxSize: 9 }] }, {}, { pods }).pods).toBe(9);
});

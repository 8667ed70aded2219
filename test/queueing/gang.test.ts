import { Testing } from 'cdk8s';
import { Cluster, coscheduling, type Gang, volcano } from '../../lib';
import { platform } from './platform';

const cluster = (gang: Gang, operators: object) =>
  Testing.synth(
    new Cluster(Testing.app(), 'cluster', {
      platform: { ...platform, gang, operators: { ...platform.operators, ...operators } },
    }),
  );

test('coscheduling knows its pods by a label', () => {
  const gang = coscheduling({ timeout: '2m' });
  expect(gang.member('train-x')).toEqual({
    schedulerName: 'scheduler-plugins-scheduler',
    labels: { 'scheduling.x-k8s.io/pod-group': 'train-x' },
  });
  expect(gang.group('train-x', 4)).toEqual({
    apiVersion: 'scheduling.x-k8s.io/v1alpha1',
    kind: 'PodGroup',
    metadata: { name: 'train-x' },
    spec: { minMember: 4, scheduleTimeoutSeconds: 120 },
  });
});

test('Volcano knows its pods by an annotation, and its groups wait in a queue of its own', () => {
  const gang = volcano({ queue: 'research' });
  expect(gang.member('train-x')).toEqual({
    schedulerName: 'volcano',
    annotations: { 'scheduling.k8s.io/group-name': 'train-x' },
  });
  expect(gang.group('train-x', 4)).toEqual({
    apiVersion: 'scheduling.volcano.sh/v1beta1',
    kind: 'PodGroup',
    metadata: { name: 'train-x' },
    spec: { minMember: 4, queue: 'research' },
  });
});

test('a platform with a gang scheduler lists its operator', () => {
  expect(cluster(volcano(), { volcano: { version: '1.12' } }).length).toBeGreaterThan(0);
  expect(() => cluster(volcano(), {})).toThrow(
    /platform\.gang: got 'volcano\(\) without the operator volcano'.*\[missing-operator\]/,
  );
  expect(() => cluster(coscheduling({ timeout: '1 m' as '1m' }), { 'scheduler-plugins': { version: '0.33' } })).toThrow(
    /gang\.timeout.*\[bad-duration\]/,
  );
});

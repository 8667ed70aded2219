import { autopilot, fargate, ModelService, type NodePool, virtualNodes } from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { chart, container, service, templateOf } from '../fixtures/workloads';

function podOn(pool: NodePool, compute: object = service.compute) {
  const home = chart({ environment: { ...environment, platform: { ...platform, pools: { it: pool } } } });
  const props = { ...service, ...container, compute: { ...service.compute, ...compute }, placement: { pool: 'it' } };
  return templateOf(new ModelService(home, 'serve', props).objects.workload);
}

test('a pod of Fargate has the labels of its profile, and no selector of nodes', () => {
  const { metadata, spec } = podOn(fargate({ podLabels: { compute: 'fargate' } }));
  expect(metadata.labels).toMatchObject({ compute: 'fargate', 'app.kubernetes.io/name': 'serve' });
  expect(spec.nodeSelector).toBeUndefined();
  expect(spec.tolerations).toEqual([
    { key: 'eks.amazonaws.com/compute-type', operator: 'Equal', value: 'fargate', effect: 'NoSchedule' },
  ]);
});

test('a pod on virtual nodes selects them and tolerates their taint', () => {
  const { spec } = podOn(virtualNodes({ cpu: '4', memory: '16Gi' }));
  expect(spec.nodeSelector).toMatchObject({ type: 'virtual-kubelet' });
  expect(spec.tolerations).toEqual([{ key: 'virtual-kubelet.io/provider', operator: 'Exists', effect: 'NoSchedule' }]);
});

test('a container larger than the largest pod is refused', () => {
  expect(podOn(autopilot(), { memory: '110Gi' })).toHaveProperty('spec');
  expect(() => podOn(autopilot(), { memory: '111Gi' })).toThrow(/at most 110Gi.*pool-too-small/);
  expect(() => podOn(fargate({ podLabels: { a: 'b' } }), { memory: '120Gi' })).toThrow(/pool-too-small/);
});

test('nothing serverless has GPUs of its own accord', () => {
  expect(() => podOn(autopilot(), { gpu: { pool: 'it', count: 1 } })).toThrow(/pool-without-gpu/);
});

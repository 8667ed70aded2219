import fc from 'fast-check';
import type { Container } from '../../imports/kubernetes';
import { amounts } from '../../lib/capacity/amounts';
import { podNeed } from '../../lib/capacity/pod-need';

const none = { requests: {}, limits: {} };
const container = (name: string, cpu: number, more: Partial<Container> = {}): Container => ({
  name,
  image: 'app:1',
  resources: { requests: { cpu: `${cpu}m` } },
  ...more,
});
const cpuOf = (initContainers: readonly Container[], containers: readonly Container[]) =>
  podNeed({ initContainers, containers }, none, {}).requests.get('cpu');

/** The most CPU at any moment of a pod's life: init containers one after another, sidecars from their start on. */
function peak(initContainers: readonly Container[], containers: readonly Container[]): number {
  const cpu = ({ resources }: Container) => Number.parseInt(String(resources?.requests?.['cpu']), 10);
  let [staying, most] = [0, 0];
  for (const each of initContainers) {
    most = Math.max(most, staying + cpu(each));
    if (each.restartPolicy === 'Always') staying += cpu(each);
  }
  return Math.max(most, staying + containers.reduce((sum, each) => sum + cpu(each), 0));
}

test('what a pod needs is its peak over its life, for any init containers and sidecars', () => {
  const any = fc.record({ cpu: fc.integer({ min: 1, max: 4000 }), sidecar: fc.boolean() });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 5 }), fc.array(any, { minLength: 1, maxLength: 3 }), (before, running) => {
      const initial = before.map(({ cpu, sidecar }, index) =>
        container(`i${index}`, cpu, sidecar ? { restartPolicy: 'Always' } : {}),
      );
      const main = running.map(({ cpu }, index) => container(`c${index}`, cpu));
      expect(cpuOf(initial, main)).toBe(BigInt(peak(initial, main)));
    }),
  );
});

test('a limit without a request is one, and the defaults of the namespace come last', () => {
  const defaults = { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } };
  const resources = { limits: { cpu: '2' } };
  const { requests, limits } = podNeed({ containers: [container('main', 1, { resources })] }, defaults, {});
  expect(requests).toEqual(amounts({ cpu: '2', memory: '256Mi' }));
  expect(limits).toEqual(amounts({ cpu: '2', memory: '512Mi' }));
});

test('what an operator injects is added to every pod', () => {
  const injected = { istio: { cpu: '100m', memory: '128Mi', memoryLimit: '1Gi' } };
  const need = podNeed({ containers: [container('main', 500)] }, none, injected);
  expect(need.requests).toEqual(amounts({ cpu: '600m', memory: '128Mi' }));
  expect(need.limits).toEqual(amounts({ memory: '1Gi' }));
});

test('numbers of extended resources count as their texts do', () => {
  const resources = { limits: { 'nvidia.com/gpu': 2 } };
  expect(podNeed({ containers: [container('main', 1, { resources })] }, none, {}).requests).toEqual(
    amounts({ 'nvidia.com/gpu': '2' }),
  );
});

import fc from 'fast-check';
import type { Container, KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import { costOf, type FinishedObject } from '../../lib';
import { demandsOf } from '../../lib/capacity/demand';
import { excerptOf } from '../../lib/capacity/excerpt';
import { platform } from '../fixtures/environment';

const environment = {
  name: 'dev',
  namespace: 'dev',
  platform: { ...platform, pools: { big: { cpu: '64', memory: '256Gi', price: { hour: 2, currency: 'EUR' } } } },
};
const long: Partial<Container> = {
  image: 'example.com/serve:1',
  args: ['--port=8080'],
  volumeMounts: [{ name: 'models', mountPath: '/mnt/models' }],
};

function finished(kind: string, apiVersion: string, spec: object): FinishedObject {
  const json = { apiVersion, kind, metadata: { name: 'prices', namespace: 'dev' }, spec } as KubernetesObject;
  return { json, path: 'dev/prices', file: 'dev/prices', environment, cluster: 'home' };
}

const containers = fc.array(
  fc.record(
    {
      name: fc.constantFrom('main', 'proxy', 'loader'),
      resources: fc.record({
        requests: fc.record(
          { cpu: fc.constantFrom('100m', '2'), memory: fc.constantFrom('1Gi', '64Mi') },
          { requiredKeys: [] },
        ),
      }),
      restartPolicy: fc.constantFrom('Always'),
      env: fc.constantFrom(
        [{ name: 'MODEL_PATH', value: '/mnt/models/prices/v1' }],
        [{ name: 'A', value: '/mnt/models/b' }],
      ),
    },
    { requiredKeys: ['name'] },
  ),
  { minLength: 1, maxLength: 3 },
);

test('an excerpt says the same of capacity and cost as the whole object', () => {
  fc.assert(
    fc.property(containers, containers, fc.integer({ min: 0, max: 9 }), (running, starting, replicas) => {
      const spec = {
        initContainers: starting.map((one) => ({ ...one, ...long })),
        containers: running.map((one) => ({ ...one, ...long })),
        tolerations: [{ operator: 'Exists' }],
      };
      const predictor = { ...spec, minReplicas: replicas, maxReplicas: replicas + 1 };
      for (const whole of [
        finished('Deployment', 'apps/v1', { replicas, template: { metadata: { labels: {} }, spec } }),
        finished('InferenceService', 'serving.kserve.io/v1beta1', { predictor }),
      ]) {
        const excerpt = excerptOf(whole) as FinishedObject;
        const numbers = ([one]: ReturnType<typeof demandsOf>) => [one?.pods, one?.need.requests, one?.need.parts()];
        expect(numbers(demandsOf([excerpt]))).toEqual(numbers(demandsOf([whole])));
        expect(costOf([excerpt])).toEqual(costOf([whole]));
      }
    }),
  );
});

test('an excerpt keeps of a pod what is counted, and the object stays as it is', () => {
  const spec = {
    containers: [{ name: 'main', ...long, resources: { requests: { cpu: '1' } } }],
    hostNetwork: true,
    imagePullSecrets: [{ name: 'a' }],
  };
  const whole = finished('Deployment', 'apps/v1', { template: { spec } });
  const excerpt = excerptOf(whole) as FinishedObject;
  const { template } = excerpt.json.spec as { template: PodTemplate };
  expect(template.spec).toEqual({
    containers: [{ name: 'main', resources: { requests: { cpu: '1' } } }],
    hostNetwork: true,
  });
  expect(whole.json.spec).toEqual({ template: { spec } });
});

test('nothing is kept of what neither runs nor limits, and the whole of a quota', () => {
  expect(excerptOf(finished('ConfigMap', 'v1', {}))).toBeUndefined();
  const quota = finished('ResourceQuota', 'v1', { hard: { pods: '1' } });
  expect(excerptOf(quota)?.json).toBe(quota.json);
});

import type { KubernetesObject } from '../../imports/kubernetes';
import { kindFrom } from '../../lib/kinds/kind';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';

const template = (name: string) => ({ spec: { containers: [{ name }] } });

function pods(object: { apiVersion: string; kind: string; spec?: object }, kind = Kinds.of(object)) {
  return podsOf({ metadata: { name: 'it' }, ...object } as KubernetesObject, kind).map(({ template: found, count }) => [
    found.spec?.containers[0]?.name,
    count,
  ]);
}

test('a Deployment has its replicas, and one pod where an autoscaler owns them', () => {
  const apps = { apiVersion: 'apps/v1', kind: 'Deployment' };
  expect(pods({ ...apps, spec: { replicas: 3, template: template('a') } })).toEqual([['a', 3]]);
  expect(pods({ ...apps, spec: { template: template('a') } })).toEqual([['a', 1]]);
});

test('a Job has as many pods as work at once', () => {
  expect(pods({ apiVersion: 'batch/v1', kind: 'Job', spec: { parallelism: 4, template: template('a') } })).toEqual([
    ['a', 4],
  ]);
});

test('a star stands for each item of a list, for the count as for the template', () => {
  const kind = kindFrom({
    group: 'example.com',
    kind: 'Crew',
    pods: [{ template: '/spec/lead/template' }, { template: '/spec/groups/*/template', count: '/spec/groups/*/size' }],
  });
  const groups = [{ template: template('b'), size: 2 }, { template: template('c') }, { size: 9 }];
  const crew = { apiVersion: 'example.com/v1', kind: 'Crew', spec: { lead: { template: template('a') }, groups } };
  expect(pods(crew, kind)).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 1],
  ]);
});

test('pods that a controller of their own makes more have a most', () => {
  const executor = { template: template('a'), instances: 2 };
  const spark = { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', metadata: { name: 'it' } };
  const most = (spec: object) => podsOf({ ...spark, spec } as KubernetesObject, Kinds.of(spark)).map((set) => set.most);
  expect(most({ executor })).toEqual([2]);
  expect(most({ executor, dynamicAllocation: { maxExecutors: 9 } })).toEqual([9]);
});

test('a predictor over several pods has them once a replica: its first is the predictor, the others its workers', () => {
  const workerSpec = { containers: [{ name: 'worker' }], pipelineParallelSize: 4 };
  const predictor = { containers: [{ name: 'head' }], minReplicas: 2, maxReplicas: 3, workerSpec };
  const service = { apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService', metadata: { name: 'it' } };
  const sets = podsOf({ ...service, spec: { predictor } } as KubernetesObject, Kinds.of(service));
  expect(sets.map(({ template: { spec }, count, most }) => [spec?.containers[0]?.name, count, most])).toEqual([
    ['worker', 6, 9],
    ['head', 2, 3],
  ]);
  expect(pods({ ...service, spec: { predictor: { ...predictor, workerSpec: { containers: [] } } } })).toEqual([
    [undefined, 0],
    ['head', 2],
  ]);
});

test('a container may stand apart from the others of its pod', () => {
  const predictor = { containers: [{ name: 'beside' }], model: { image: 'a' } };
  const service = { apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService', metadata: { name: 'it' } };
  const [set] = podsOf({ ...service, spec: { predictor } } as KubernetesObject, Kinds.of(service));
  expect(set?.main).toEqual({ image: 'a' });
  expect(set?.template.spec?.containers.map(({ name }) => name)).toEqual(['beside']);
});

test('an object of a kind without pods, or with an empty spec, has none', () => {
  expect(pods({ apiVersion: 'v1', kind: 'ConfigMap' })).toEqual([]);
  expect(pods({ apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual([]);
});

test('the spec of a pod may stand alone, as in an InferenceService and a ServingRuntime', () => {
  const predictor = { containers: [{ name: 'a' }], minReplicas: 4 };
  expect(pods({ apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService', spec: { predictor } })).toEqual([
    ['a', 4],
  ]);
  const containers = [{ name: 'b' }];
  expect(pods({ apiVersion: 'serving.kserve.io/v1alpha1', kind: 'ServingRuntime', spec: { containers } })).toEqual([
    ['b', 1],
  ]);
});

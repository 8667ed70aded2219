import type { InferenceGraphSpec } from '../../imports/kserve';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  choose,
  deployment,
  ensemble,
  type GraphNode,
  InferenceGraph,
  type InferenceGraphProps,
  kserve,
  ModelService,
  peer,
  sequence,
  splitter,
  to,
} from '../../lib';
import { refused } from '../fixtures/refused';
import { objectsOf, only, service } from '../fixtures/workloads';

type Graph = KubernetesObject & { spec: InferenceGraphSpec };

const first = peer({ name: 'first', labels: { app: 'first' }, ports: [8080] });
const second = peer({ name: 'second', labels: { app: 'second' }, ports: [8080] });
const render = (root: GraphNode, props: Partial<InferenceGraphProps> = {}) =>
  objectsOf((scope) => new InferenceGraph(scope, 'loan', { root, ...props }));
const nodes = (root: GraphNode) => only<Graph>(render(root), 'InferenceGraph').spec.nodes;

const problems = (...asks: Parameters<typeof render>): readonly string[] => refused(() => render(...asks));

test('nodes stand in each other in the program, and side by side in the object', () => {
  const root = sequence(
    to(first, { name: 'clean' }),
    to(splitter(to(first, { weight: 80 }), to(second, { weight: 20 })), { data: '$response', required: true }),
    to(choose(to(ensemble(to(first), to(second)), { condition: 'x' }), to('http://rules.shop.svc'))),
  );
  expect(nodes(root)).toEqual({
    root: {
      routerType: 'Sequence',
      steps: [
        { name: 'clean', serviceName: 'first', dependency: 'Soft' },
        { nodeName: 'root-2', data: '$response', dependency: 'Hard' },
        { nodeName: 'root-3', dependency: 'Soft' },
      ],
    },
    'root-2': {
      routerType: 'Splitter',
      steps: [
        { serviceName: 'first', weight: 80, dependency: 'Soft' },
        { serviceName: 'second', weight: 20, dependency: 'Soft' },
      ],
    },
    'root-3': {
      routerType: 'Switch',
      steps: [
        { nodeName: 'root-3-1', condition: 'x', dependency: 'Soft' },
        { serviceUrl: 'http://rules.shop.svc', dependency: 'Soft' },
      ],
    },
    'root-3-1': {
      routerType: 'Ensemble',
      steps: [
        { serviceName: 'first', dependency: 'Soft' },
        { serviceName: 'second', dependency: 'Soft' },
      ],
    },
  });
});

test('the router may call the services of its steps, each once', () => {
  const objects = render(sequence(to(first), to(splitter(to(first, { weight: 50 }), to(second, { weight: 50 })))));
  const names = objects.flatMap(({ kind, metadata }) => (kind === 'NetworkPolicy' ? [metadata.name] : []));
  expect(names.sort()).toEqual(['first-from-loan', 'loan-to-first', 'loan-to-second', 'second-from-loan']);
});

test('its size is written, and its pods survive a drain', () => {
  const objects = render(sequence(to(first)), { replicas: 3, timeout: '30s' });
  const { metadata, spec } = only<Graph>(objects, 'InferenceGraph');
  expect(spec).toMatchObject({ minReplicas: 3, maxReplicas: 3, timeout: 30, resources: { requests: { cpu: '100m' } } });
  expect(metadata.annotations).toMatchObject({
    'serving.kserve.io/deploymentMode': 'Standard',
    'serving.kserve.io/autoscalerClass': 'none',
  });
  expect(objects.map(({ kind }) => kind)).toContain('PodDisruptionBudget');
});

test('it calls services on KServe only', () => {
  const withEngine = (engine: ReturnType<typeof kserve>) => () =>
    objectsOf((scope) => {
      const called = new ModelService(scope, 'called', { ...service, engine });
      new InferenceGraph(scope, 'loan', { root: sequence(to(called)) });
    });
  expect(withEngine(kserve())).not.toThrow();
  expect(withEngine(deployment())).toThrow(/Deployment 'called'.*services with engine kserve\(\).*\[not-allowed\]/);
});

test('what KServe would refuse, or leave out silently, is refused', () => {
  expect(problems(splitter(to(first, { weight: 80 }), to(second, { weight: 10 })))).toEqual(['out-of-range root']);
  expect(problems(splitter(to(first, { weight: 100 }), to(second)))).toEqual([]);
  expect(problems(sequence())).toEqual(['missing-prop root']);
  expect(problems(sequence(to(first, { weight: 100 })))).toEqual(['not-allowed root[0].weight']);
  expect(problems(ensemble(to(first, { data: '$response' })))).toEqual(['not-allowed root[0].data']);
  expect(problems(choose(to(first), to(second)))).toEqual(['missing-prop root[0].condition']);
  expect(problems(sequence(to('first' as 'http://first')))).toEqual(['wrong-type root[0]']);
  expect(problems(sequence(to(sequence(to(first, { weight: 1 })))))).toEqual(['not-allowed root[0][0].weight']);
  expect(problems(sequence(to(first)), { name: '2-loan' })).toEqual(['bad-name name']);
  expect(problems([] as unknown as GraphNode)).toEqual(['wrong-type root']);
});

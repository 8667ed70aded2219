import { ApiObject, JsonPatch } from 'cdk8s';
import { MlopsApp, MlopsChart, TrainingJob } from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { trainingEngines } from '../../lib/training/engines';
import { environment } from '../fixtures/environment';
import { training } from '../fixtures/workloads';

function appOf(engine: (typeof trainingEngines)[number]) {
  const app = new MlopsApp();
  const chart = new MlopsChart(app.in(environment), 'chart', { environment });
  new TrainingJob(chart, 'train', { ...training, command: ['local:///app/train.py'], engine });
  const objects = chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct)) as ApiObject[];
  return { app, objects };
}

/** Every pod that an engine's objects hold, by kind and pointer. */
const places = trainingEngines.flatMap((engine) =>
  appOf(engine).objects.flatMap((object) =>
    Kinds.of(object)
      .pods.map(({ template }) => template.replaceAll('*', '0'))
      .map((template) => ({ title: `${object.kind} ${template}`, kind: object.kind, template, engine })),
  ),
);

test('there are such places in every kind that runs a training', () => {
  const kinds = new Set(places.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(['Job', 'RayJob', 'SparkApplication', 'TrainingRuntime']);
  expect(places.length).toBe(7);
});

test.each(places)('a pod that is weakened at $title breaks a policy', ({ engine, kind, template }) => {
  const { app, objects } = appOf(engine);
  const object = objects.find((candidate) => candidate.kind === kind);
  expect(() => app.finish()).not.toThrow();
  object?.addJsonPatch(JsonPatch.remove(`${template}/spec/containers/0/securityContext`));
  expect(() => app.finish()).toThrow(/pods-hardened.*\[policy-violation\]/);
});

test.each(trainingEngines)('the pods of $name are counted as the cluster would start them', (engine) => {
  const app = new MlopsApp();
  const chart = new MlopsChart(app.in(environment), 'chart', { environment });
  new TrainingJob(chart, 'train', { ...training, command: ['local:///app/train.py'], workers: 3, engine });
  const counts = app.finish().flatMap(({ json }) => podsOf(json, Kinds.of(json)).map(({ count }) => count));
  expect(Math.max(...counts)).toBe(3);
});

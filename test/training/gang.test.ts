import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { SparkApplicationSpec } from '../../imports/spark';
import {
  coscheduling,
  daily,
  type Gang,
  kubernetesJob,
  type Platform,
  rayJob,
  sparkApplication,
  type TrainingEngine,
  TrainingJob,
  type TrainingJobProps,
  torchrun,
  volcano,
} from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { roleLabel } from '../../lib/training/coordinator';
import { environment, platform } from '../fixtures/environment';
import { objectsOf, only, training } from '../fixtures/workloads';

const operators: Platform['operators'] = {
  ...platform.operators,
  volcano: { version: '1.13' },
  'scheduler-plugins': { version: '0.33' },
};
const ray = rayJob({ rayVersion: '2.52.0' });
const spark = sparkApplication({ sparkVersion: '3.5.5' });
const schedulers = [coscheduling(), volcano({ queue: 'research' })];

function render(gang: Gang | undefined, props: Partial<TrainingJobProps>, facts: Partial<Platform> = {}) {
  const settings = { environment: { ...environment, platform: { ...platform, operators, gang, ...facts } } };
  return objectsOf((scope) => new TrainingJob(scope, 'train', { ...training, workers: 4, ...props }), settings);
}

const pods = (objects: readonly KubernetesObject[]) =>
  objects.flatMap((object) => podsOf(object, Kinds.of(object)).map(({ template }) => template as PodTemplate));

describe.each(schedulers)('by $name', (gang) => {
  test.each<[string, TrainingEngine, Partial<TrainingJobProps>, number]>([
    ['all workers of a Job', kubernetesJob(), {}, 4],
    ['the fewest workers of an elastic Job', kubernetesJob(), { launcher: torchrun({ minWorkers: 2 }) }, 2],
    ['the head and all workers of a RayJob', ray, {}, 5],
    [
      'the head and the fewest workers of one that scales',
      rayJob({ rayVersion: '2.52.0', elastic: { min: 1, max: 8 } }),
      {},
      2,
    ],
  ])('%s start together', (_what, engine, props, members) => {
    const objects = render(gang, { ...props, engine });
    const run = objects.find(({ kind }) => kind === 'Job' || kind === 'RayJob') as KubernetesObject;
    const group = only(objects, 'PodGroup');
    expect(group.metadata.name).toBe(run.metadata.name);
    expect(group.metadata.labels).toMatchObject({ 'mlops.cdk8s.io/run': expect.any(String) });
    expect(Kinds.of(group).lifecycle).toBe('run');
    expect(group).toMatchObject({ spec: gang.group('x', members).spec });
    const { schedulerName, labels, annotations } = gang.member(run.metadata.name);
    for (const { metadata, spec } of pods(objects)) {
      const member = metadata.labels[roleLabel] !== 'submitter';
      expect(spec.schedulerName).toBe(member ? schedulerName : undefined);
      expect(metadata.labels).toEqual(member && labels ? expect.objectContaining(labels) : expect.anything());
      if (member && annotations) expect(metadata.annotations).toMatchObject(annotations);
    }
  });

  test('the Spark operator makes the group itself, where it asks the scheduler', () => {
    const asked = { ...operators, 'spark-operator': { version: '2.5', features: ['enable-batch-scheduler'] } };
    const command = ['local:///app/train.py'];
    const objects = render(gang, { engine: spark, command }, { operators: asked });
    const { spec } = only<KubernetesObject & { spec: SparkApplicationSpec }>(objects, 'SparkApplication');
    expect(spec.batchScheduler).toBe(gang.schedulerName);
    expect(spec.batchSchedulerOptions).toEqual(gang.queue === undefined ? undefined : { queue: gang.queue });
    expect(objects.some(({ kind }) => kind === 'PodGroup')).toBe(false);
    const silent = render(gang, { engine: spark, command });
    expect(only(silent, 'SparkApplication').spec).not.toHaveProperty('batchScheduler');
    expect(() => render(gang, { engine: spark, command, gang: true })).toThrow(
      /gang: .*enable-batch-scheduler.*\[missing-platform-fact\]/,
    );
  });
});

test('one worker, or workers that need each other no more, start as they come', () => {
  for (const props of [{ workers: 1 }, { gang: false }]) {
    const objects = render(volcano(), props);
    expect(objects.some(({ kind }) => kind === 'PodGroup')).toBe(false);
    expect(pods(objects)[0]?.spec.schedulerName).toBeUndefined();
  }
});

test('runs that repeat share one group of the name of their CronJob: they do not overlap', () => {
  const objects = render(coscheduling(), { when: daily('03:00') });
  expect(only(objects, 'PodGroup').metadata.name).toBe('train');
});

test('a gang decides no run', () => {
  const names = [undefined, volcano()].map((gang) => only(render(gang, {}), 'Job').metadata.name);
  expect(names[0]).toBe(names[1]);
});

test('a gang that is asked for needs its scheduler', () => {
  expect(() => render(undefined, { gang: true })).toThrow(/gang: .*platform\.gang.*\[missing-platform-fact\]/);
});

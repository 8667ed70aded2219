import { type Chart, Testing } from 'cdk8s';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import {
  BatchInference,
  DataPipeline,
  type MlopsError,
  ModelService,
  type Program,
  TrainingJob,
  type WorkloadProps,
} from '../../lib';
import { batchEngines } from '../../lib/batch/batch-engines';
import { type Engine, engineText } from '../../lib/engine';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { pipelineEngines } from '../../lib/pipelines/engines';
import { pipelineFeatures } from '../../lib/pipelines/pipeline-engine';
import { serviceEngines } from '../../lib/serving/engines';
import { serviceFeatures } from '../../lib/serving/service-engine';
import { trainingEngines } from '../../lib/training/engines';
import { trainingFeatures } from '../../lib/training/training-engine';
import { chart, checkpoint, container, pipeline, service, training } from '../fixtures/workloads';
import { trainingSubjects, workerOf } from './training-subjects';
import { workloadCases } from './workload-cases';

/** A construct with one of its engines, made from what every workload has. */
interface Subject {
  readonly title: string;
  readonly engine: Engine<string>;
  readonly alternatives: readonly Engine<string>[];
  readonly features: object;
  readonly make: (scope: Chart, asks: Partial<WorkloadProps>, engine?: object) => unknown;
  readonly worker: (objects: readonly KubernetesObject[]) => PodTemplate;
  /** Where the program stands. @default in the container */
  readonly program?: (objects: readonly KubernetesObject[]) => Program;
  /** First word of a program that it can start. */
  readonly starts?: string;
}

/** A pipeline has its container in a step and the rest around it. */
function pipelineProps({ image, command, args, env, compute, mounts, secrets, ...around }: Partial<WorkloadProps>) {
  const own = Object.fromEntries(
    Object.entries({ image, command, args, env, compute, mounts, secrets }).filter(([, value]) => value !== undefined),
  );
  return { ...pipeline, ...around, steps: [{ ...container, ...own, name: 'only' }] };
}

/** The pod that serves, wherever the table of kinds finds it; of several the last, which does the work. */
function serverOf(objects: readonly KubernetesObject[]): PodTemplate {
  const server = objects.flatMap((object) => podsOf(object, Kinds.of(object))).at(-1)?.template;
  if (server === undefined) throw new Error(`no pod in ${objects.map(({ kind }) => kind).join(', ')}`);
  return server as PodTemplate;
}

const subjects: readonly Subject[] = [
  ...trainingSubjects.map(
    ({ title, engine, worker, program, starts }): Subject => ({
      title: `TrainingJob with ${title}`,
      engine,
      alternatives: trainingEngines,
      features: trainingFeatures,
      worker,
      program,
      starts,
      make: (scope, asks, other) =>
        new TrainingJob(scope, 'it', {
          ...training,
          command: [starts],
          checkpoint,
          ...asks,
          engine: { ...engine, ...other },
        }),
    }),
  ),
  ...trainingSubjects
    .filter(({ engine }) => batchEngines.includes(engine))
    .map(
      ({ title, engine, worker, program, starts }): Subject => ({
        title: `BatchInference with ${title}`,
        engine,
        alternatives: batchEngines,
        features: trainingFeatures,
        worker,
        program,
        starts,
        make: (scope, asks, other) =>
          new BatchInference(scope, 'it', {
            ...container,
            command: [starts],
            ...asks,
            engine: { ...engine, ...other },
          }),
      }),
    ),
  ...serviceEngines.map(
    (engine): Subject => ({
      title: `ModelService with ${engineText(engine)}`,
      engine,
      alternatives: serviceEngines,
      features: serviceFeatures,
      worker: serverOf,
      make: (scope, asks, other) =>
        new ModelService(scope, 'it', { ...service, ...asks, engine: { ...engine, ...other } }),
    }),
  ),
  ...pipelineEngines.map(
    (engine): Subject => ({
      title: `DataPipeline with ${engineText(engine)}`,
      engine,
      alternatives: pipelineEngines,
      features: pipelineFeatures,
      worker: workerOf,
      make: (scope, asks, other) =>
        new DataPipeline(scope, 'it', { ...pipelineProps(asks), engine: { ...engine, ...other } }),
    }),
  ),
];

function codesOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    return [...new Set((error as MlopsError).codes)];
  }
  return [];
}

describe.each(subjects)('$title', ({ engine, alternatives, features, make, worker, program, starts = 'serve' }) => {
  const objectsOf = (asks: Partial<WorkloadProps>) => {
    const home = chart();
    make(home, asks);
    return Testing.synth(home) as KubernetesObject[];
  };
  const can = ({ field, feature }: (typeof workloadCases)[number]) =>
    (field === undefined || engine.carries.includes(field)) &&
    (feature === undefined || !Object.hasOwn(features, feature) || engine.supports.includes(feature));

  test.each(workloadCases.filter(can))('carries $says', ({ asks, gives, expected }) => {
    const { spec } = worker(objectsOf(asks));
    const [main] = spec.containers;
    if (main === undefined) throw new Error('a pod without a container');
    expect(gives(main, spec)).toEqual(expected);
  });

  const inItsOwnWay = (one: (typeof workloadCases)[number]) =>
    one.otherwise !== undefined && (one.feature === undefined || engine.supports.includes(one.feature));
  const cannot = workloadCases.filter((one) => !can(one) && !inItsOwnWay(one));
  if (cannot.length > 0) {
    test.each(cannot)('refuses $says, which it says it cannot carry', ({ asks, feature }) => {
      const code =
        feature !== undefined && !engine.supports.includes(feature) ? 'unsupported-feature' : 'field-not-carried';
      expect(codesOf(() => make(chart(), asks))).toEqual([code]);
    });
  }

  const otherwise = workloadCases.filter((one) => !can(one) && inItsOwnWay(one));
  if (otherwise.length > 0) {
    test.each(otherwise)('carries $says in its own way: $otherwise.says', ({ asks, otherwise: other }) => {
      const { spec } = worker(objectsOf(asks));
      expect(other?.gives(spec.containers, spec)).toEqual(other?.expected);
    });
  }

  const starting = !Object.hasOwn(features, 'command') || engine.supports.includes('command') ? test : test.skip;
  starting('runs the program that it was given, and no shell touches it', () => {
    const asks = { command: [starts, 'it'], args: ['--fast', '$HOME \'a\' "b"', 'x\ny'] };
    const found = program ?? ((objects): Program => worker(objects).spec.containers[0] ?? {});
    const { command = [], args = [] } = found(objectsOf(asks));
    expect([...command, ...args]).toEqual([...asks.command, ...asks.args]);
  });

  test('says only of known features that it has them', () => {
    expect(Object.keys(features)).toEqual(expect.arrayContaining([...engine.supports]));
  });

  test('refuses a feature that it does not have, and names the engines that do', () => {
    const sidecars = [{ ...container, name: 'proxy' }];
    const without = { supports: engine.supports.filter((feature) => feature !== 'sidecars'), name: 'bare' };
    const able = alternatives.filter(({ supports }) => supports.includes('sidecars')).map(engineText);
    const words = `engines that can: ${able.join(', ')}; engine 'bare' cannot do 'sidecars'`;
    expect(() => make(chart(), { sidecars }, without)).toThrow(words);
    expect(codesOf(() => make(chart(), { sidecars }, without))).toEqual(['unsupported-feature']);
  });

  test('refuses a pod whose fields it would lose', () => {
    const asks = { placement: { pool: 'general' } };
    expect(codesOf(() => make(chart(), asks, { carries: [] }))).toEqual(['field-not-carried']);
  });
});

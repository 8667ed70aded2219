import { type Chart, Testing } from 'cdk8s';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import { DataPipeline, type MlopsError, ModelService, TrainingJob, type WorkloadProps } from '../../lib';
import { type Engine, engineText } from '../../lib/engine';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { pipelineEngines } from '../../lib/pipelines/engines';
import { pipelineFeatures } from '../../lib/pipelines/pipeline-engine';
import { serviceEngines } from '../../lib/serving/engines';
import { serviceFeatures } from '../../lib/serving/service-engine';
import { trainingEngines } from '../../lib/training/engines';
import { trainingFeatures } from '../../lib/training/training-engine';
import { chart, container, pipeline, service, training } from '../fixtures/workloads';
import { workloadCases } from './workload-cases';

/** A construct with one of its engines, made from what every workload has. */
interface Subject {
  readonly title: string;
  readonly engine: Engine<string>;
  readonly alternatives: readonly Engine<string>[];
  readonly features: object;
  readonly make: (scope: Chart, asks: Partial<WorkloadProps>, engine?: object) => unknown;
}

/** A pipeline has its container in a step and the rest around it. */
function pipelineProps({ image, command, args, env, compute, mounts, secrets, ...around }: Partial<WorkloadProps>) {
  const own = Object.fromEntries(
    Object.entries({ image, command, args, env, compute, mounts, secrets }).filter(([, value]) => value !== undefined),
  );
  return { ...pipeline, ...around, steps: [{ ...container, ...own, name: 'only' }] };
}

const subjects: readonly Subject[] = [
  ...trainingEngines.map(
    (engine): Subject => ({
      title: `TrainingJob with ${engineText(engine)}`,
      engine,
      alternatives: trainingEngines,
      features: trainingFeatures,
      make: (scope, asks, other) =>
        new TrainingJob(scope, 'it', { ...training, command: undefined, ...asks, engine: { ...engine, ...other } }),
    }),
  ),
  ...serviceEngines.map(
    (engine): Subject => ({
      title: `ModelService with ${engineText(engine)}`,
      engine,
      alternatives: serviceEngines,
      features: serviceFeatures,
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
      make: (scope, asks, other) =>
        new DataPipeline(scope, 'it', { ...pipelineProps(asks), engine: { ...engine, ...other } }),
    }),
  ),
];

/** The pod of the workload, wherever the table of kinds finds it; of several the last, which does the work. */
function workerOf(objects: readonly KubernetesObject[]): PodTemplate {
  const worker = objects.flatMap((object) => podsOf(object, Kinds.of(object))).at(-1)?.template;
  if (worker === undefined) throw new Error(`no pod in ${objects.map(({ kind }) => kind).join(', ')}`);
  return worker as PodTemplate;
}

function codesOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    return [...new Set((error as MlopsError).codes)];
  }
  return [];
}

describe.each(subjects)('$title', ({ engine, alternatives, features, make }) => {
  const can = ({ field, feature }: (typeof workloadCases)[number]) =>
    (field === undefined || engine.carries.includes(field)) &&
    (feature === undefined || !Object.hasOwn(features, feature) || engine.supports.includes(feature));

  test.each(workloadCases.filter(can))('carries $says', ({ asks, gives, expected }) => {
    const home = chart();
    make(home, asks);
    const { spec } = workerOf(Testing.synth(home) as KubernetesObject[]);
    const [main] = spec.containers;
    if (main === undefined) throw new Error('a pod without a container');
    expect(gives(main, spec)).toEqual(expected);
  });

  const cannot = workloadCases.filter((one) => !can(one) && one.otherwise === undefined);
  if (cannot.length > 0) {
    test.each(cannot)('refuses $says, which it says it cannot carry', ({ asks, feature }) => {
      const unknown = feature !== undefined && !engine.supports.includes(feature);
      expect(codesOf(() => make(chart(), asks))).toEqual([unknown ? 'unsupported-feature' : 'field-not-carried']);
    });
  }

  const otherwise = workloadCases.filter((one) => !can(one) && one.otherwise !== undefined);
  if (otherwise.length > 0) {
    test.each(otherwise)('carries $says in its own way: $otherwise.says', ({ asks, otherwise: other }) => {
      const home = chart();
      make(home, asks);
      const { spec } = workerOf(Testing.synth(home) as KubernetesObject[]);
      expect(other?.gives(spec.containers, spec)).toEqual(other?.expected);
    });
  }

  test('says only of known features that it has them', () => {
    expect(Object.keys(features)).toEqual(expect.arrayContaining([...engine.supports]));
  });

  test('refuses a feature that it does not have, and names the engines that do', () => {
    const sidecars = [{ ...container, name: 'proxy' }];
    const without = { supports: engine.supports.filter((feature) => feature !== 'sidecars'), name: 'bare' };
    const able = alternatives.filter(({ supports }) => supports.includes('sidecars')).map(engineText);
    expect(() => make(chart(), { sidecars }, without)).toThrow(
      `engines that can: ${able.join(', ')}; engine 'bare' cannot do 'sidecars'`,
    );
    expect(codesOf(() => make(chart(), { sidecars }, without))).toEqual(['unsupported-feature']);
  });

  test('refuses a pod whose fields it would lose', () => {
    const asks = { placement: { pool: 'general' } };
    expect(codesOf(() => make(chart(), asks, { carries: [] }))).toEqual(['field-not-carried']);
  });
});

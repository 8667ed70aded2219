import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { DataPipeline, type MlopsError, ModelService, TrainingJob, type WorkloadProps } from '../../lib';
import type { Engine } from '../../lib/engine';
import { pipelineEngines } from '../../lib/pipelines/engines';
import { pipelineFeatures } from '../../lib/pipelines/pipeline-engine';
import { serviceEngines } from '../../lib/serving/engines';
import { serviceFeatures } from '../../lib/serving/service-engine';
import { trainingEngines } from '../../lib/training/engines';
import { trainingFeatures } from '../../lib/training/training-engine';
import { chart, container, pipeline, service, templateOf, training } from '../fixtures/workloads';
import { workloadCases } from './workload-cases';

/** A construct with one of its engines, made from what every workload has. */
interface Subject {
  readonly title: string;
  readonly engine: Engine<string>;
  readonly features: object;
  readonly make: (scope: Construct, asks: Partial<WorkloadProps>, engine?: object) => ApiObject;
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
      title: `TrainingJob with ${engine.name}`,
      engine,
      features: trainingFeatures,
      make: (scope, asks, other) =>
        new TrainingJob(scope, 'it', { ...training, command: undefined, ...asks, engine: { ...engine, ...other } })
          .objects.workload,
    }),
  ),
  ...serviceEngines.map(
    (engine): Subject => ({
      title: `ModelService with ${engine.name}`,
      engine,
      features: serviceFeatures,
      make: (scope, asks, other) =>
        new ModelService(scope, 'it', { ...service, ...asks, engine: { ...engine, ...other } }).objects.workload,
    }),
  ),
  ...pipelineEngines.map(
    (engine): Subject => ({
      title: `DataPipeline with ${engine.name}`,
      engine,
      features: pipelineFeatures,
      make: (scope, asks, other) =>
        new DataPipeline(scope, 'it', { ...pipelineProps(asks), engine: { ...engine, ...other } }).objects.workload,
    }),
  ),
];

describe.each(subjects)('$title', ({ engine, features, make }) => {
  test.each(workloadCases)('carries $says', ({ asks, gives, expected }) => {
    const { spec } = templateOf(make(chart(), asks));
    const [main] = spec.containers;
    if (main === undefined) throw new Error('a pod without a container');
    expect(gives(main, spec)).toEqual(expected);
  });

  test('says only of known features that it has them', () => {
    expect(Object.keys(features)).toEqual(expect.arrayContaining([...engine.supports]));
  });

  test('refuses a feature that it does not have, and names the engines that do', () => {
    const sidecars = [{ ...container, name: 'proxy' }];
    const without = { supports: engine.supports.filter((feature) => feature !== 'sidecars'), name: 'bare' };
    expect(() => make(chart(), { sidecars }, without)).toThrow(
      new RegExp(
        `engines that can: [^;]*${engine.name}\\(\\)[^;]*; engine 'bare' cannot do 'sidecars'.*\\[unsupported-feature\\]`,
      ),
    );
  });

  test('refuses a pod whose fields it would lose', () => {
    const codes = () => {
      try {
        make(chart(), { placement: { pool: 'general' } }, { carries: [] });
      } catch (error) {
        return [...new Set((error as MlopsError).codes)];
      }
      return [];
    };
    expect(codes()).toEqual(['field-not-carried']);
  });
});

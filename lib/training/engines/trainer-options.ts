import { dnsName } from '../../names';
import type { Field } from '../../problems';
import { type Check, integer, listOf, oneOf, record, required, text } from '../../shape';
import { mountPath } from '../../vocabulary/storage';
import type { TrainingRequest } from '../training-engine';
import { leadingLetter } from './leading-letter';
import type { RuntimeReference } from './referenced-runtime';
import { type FrameworkFacts, frameworks, type MpiOptions, type TrainerFramework } from './trainer-frameworks';
import { type InitializerOptions, type InitializerStep, initializer, initializerOnSpec } from './trainer-initializers';

export interface KubeflowTrainerOptions {
  /** What Trainer prepares beside the variables that every engine gives. @default nothing */
  readonly framework?: TrainerFramework;
  /** A runtime of others; it cannot carry all of a pod. @default a runtime of the training's own pod */
  readonly runtime?: RuntimeReference;
  /** Fetches a dataset before the workers start. @default none */
  readonly datasetInitializer?: InitializerOptions;
  /** Fetches a model before the workers start. @default none */
  readonly modelInitializer?: InitializerOptions;
  /** Processes of each worker, as Trainer tells the framework. @default one a GPU; torch without GPUs: one a CPU */
  readonly processesPerWorker?: number;
  /** Of the frameworks `mpi` and `deepspeed`. @default as in Kubeflow's images */
  readonly mpi?: MpiOptions;
}

const shape: Check<KubeflowTrainerOptions> = record<KubeflowTrainerOptions>({
  framework: oneOf('torch', 'deepspeed', 'mpi', 'jax', 'xgboost'),
  runtime: record<RuntimeReference>({
    name: required(dnsName),
    kind: oneOf('TrainingRuntime', 'ClusterTrainingRuntime'),
    jobs: listOf(dnsName, 1),
  }),
  datasetInitializer: initializer,
  modelInitializer: initializer,
  processesPerWorker: integer(1, 1024),
  mpi: record<MpiOptions>({ sshd: listOf(text, 1), port: integer(1, 65535), keys: mountPath }),
});

export function frameworkOf({ framework }: KubeflowTrainerOptions): FrameworkFacts {
  return frameworks[framework ?? 'plain'] ?? frameworks.plain;
}

/** The initializers that are asked for, in the order in which a runtime lists them. */
export function initializersOf({ datasetInitializer, modelInitializer }: KubeflowTrainerOptions) {
  const wanted = { 'dataset-initializer': datasetInitializer, 'model-initializer': modelInitializer };
  return Object.entries(wanted).flatMap(([step, options]) =>
    options === undefined ? [] : [{ step: step as InitializerStep, options }],
  );
}

/** What the settings say of each other, and of the training. */
export function checkTrainer(options: KubeflowTrainerOptions, { name, spec }: TrainingRequest, field: Field): void {
  const at = field.at('engine');
  const before = field.problems.length;
  shape(options, at);
  leadingLetter(name, field);
  if (field.problems.length > before) return;
  for (const variable of Object.keys(spec.props.env ?? {})) {
    if (!frameworkOf(options).reserved.test(variable)) continue;
    field
      .at('env')
      .at(variable)
      .problem('not-allowed', {
        got: variable,
        allowed: `variables that Trainer does not write for ${options.framework}`,
        remedy: 'leave it out',
      });
  }
  for (const { options: own } of initializersOf(options)) initializerOnSpec(own, spec, field);
  if (options.runtime === undefined) return;
  for (const key of ['datasetInitializer', 'modelInitializer', 'mpi'] as const) {
    if (options[key] === undefined) continue;
    at.at(key).problem('not-allowed', {
      got: `${key} with the runtime '${options.runtime.name}'`,
      allowed: 'either',
      remedy: 'leave one of them out: a runtime of others says this itself',
    });
  }
}

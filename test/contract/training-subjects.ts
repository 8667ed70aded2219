import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { RayJobSpec } from '../../imports/ray';
import type { SparkApplicationSpec } from '../../imports/spark';
import type { TrainJobSpec } from '../../imports/trainer';
import { kubeflowTrainer, type Program, type TrainingEngine } from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { roleLabel } from '../../lib/training/coordinator';
import { trainingEngines } from '../../lib/training/engines';
import { only } from '../fixtures/workloads';

/** A training engine, and where its worker stands in what it makes. */
export interface TrainingSubject {
  readonly title: string;
  readonly engine: TrainingEngine;
  /** First word of a program that it can start. */
  readonly starts: string;
  /** The pod of a worker. */
  readonly worker: (objects: readonly KubernetesObject[]) => PodTemplate;
  /** What it runs. */
  readonly program: (objects: readonly KubernetesObject[]) => Program;
}

/** The first pod that is a worker, wherever the table of kinds finds one. */
export function workerOf(objects: readonly KubernetesObject[]): PodTemplate {
  const pods = objects.flatMap((object) => podsOf(object, Kinds.of(object)).map(({ template }) => template));
  const worker = pods.find(({ metadata }) => metadata?.labels[roleLabel] === undefined);
  if (worker === undefined) throw new Error(`no worker among ${objects.map(({ kind }) => kind).join(', ')}`);
  return worker as PodTemplate;
}

function inContainer(objects: readonly KubernetesObject[]): Program {
  const { command, args } = workerOf(objects).spec.containers[0] ?? {};
  return { command, args };
}

/** The pod that Trainer makes of a runtime with an empty container and the patches of a TrainJob. */
function patched(objects: readonly KubernetesObject[]): PodTemplate {
  const { spec } = only<KubernetesObject & { spec: TrainJobSpec }>(objects, 'TrainJob');
  const [patch] = spec.runtimePatches ?? [];
  const [job] = patch?.trainingRuntimeSpec.template.spec.replicatedJobs ?? [];
  const { image = '', command, args, env, resourcesPerNode: resources } = spec.trainer;
  const template = job?.template.spec.template;
  if (template === undefined) throw new Error('a TrainJob without patches');
  const [container] = template.spec.containers;
  return {
    metadata: template.metadata,
    spec: { ...template.spec, containers: [{ name: 'node', ...container, image, command, args, env, resources }] },
  };
}

/** The words of a Ray entrypoint, read without a shell: what shells make of it is a test of its own. */
function inEntrypoint(objects: readonly KubernetesObject[]): Program {
  const { entrypoint } = only<KubernetesObject & { spec: RayJobSpec }>(objects, 'RayJob').spec;
  const [, list] = /words = \[(.*)\]; os\.execvp/.exec(entrypoint) ?? [];
  if (list === undefined) return { command: entrypoint.split(' ') };
  const words = JSON.parse(`[${list.replaceAll('\\x', '\\u00')}]`) as readonly string[];
  return { command: words };
}

function inApplication(objects: readonly KubernetesObject[]): Program {
  const { spec } = only<KubernetesObject & { spec: SparkApplicationSpec }>(objects, 'SparkApplication');
  return { command: [spec.mainApplicationFile], args: spec.arguments };
}

/** Engines whose program stands outside of the container. */
const programs: Readonly<Record<string, Partial<TrainingSubject>>> = {
  rayJob: { program: inEntrypoint },
  sparkApplication: { program: inApplication, starts: 'local:///app/train.py' },
};

export const trainingSubjects: readonly TrainingSubject[] = [
  ...trainingEngines.map((engine) => ({
    title: engine.name,
    engine,
    starts: 'serve',
    worker: workerOf,
    program: inContainer,
    ...programs[engine.name],
  })),
  ...(['torch', 'deepspeed', 'jax', 'xgboost'] as const).map((framework) => ({
    title: `kubeflowTrainer for ${framework}`,
    engine: kubeflowTrainer({ framework }),
    starts: 'serve',
    worker: workerOf,
    program: inContainer,
  })),
  {
    title: 'kubeflowTrainer with a runtime of others',
    engine: kubeflowTrainer({ runtime: { name: 'torch-distributed' } }),
    starts: 'serve',
    worker: patched,
    program: (objects) => {
      const { command, args } = patched(objects).spec.containers[0] ?? {};
      return { command, args };
    },
  },
];

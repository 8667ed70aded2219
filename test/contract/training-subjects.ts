import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { RayJobSpec } from '../../imports/ray';
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

const programs: Readonly<Record<string, TrainingSubject['program']>> = { rayJob: inEntrypoint };

export const trainingSubjects: readonly TrainingSubject[] = [
  ...trainingEngines.map((engine) => ({
    title: engine.name,
    engine,
    worker: workerOf,
    program: programs[engine.name] ?? inContainer,
  })),
  ...(['torch', 'deepspeed', 'jax', 'xgboost'] as const).map((framework) => ({
    title: `kubeflowTrainer for ${framework}`,
    engine: kubeflowTrainer({ framework }),
    worker: workerOf,
    program: inContainer,
  })),
  {
    title: 'kubeflowTrainer with a runtime of others',
    engine: kubeflowTrainer({ runtime: { name: 'torch-distributed' } }),
    worker: patched,
    program: (objects) => {
      const { command, args } = patched(objects).spec.containers[0] ?? {};
      return { command, args };
    },
  },
];

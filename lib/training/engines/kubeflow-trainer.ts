import type { Construct } from 'constructs';
import type { TrainJobSpec } from '../../../imports/trainer';
import { seconds } from '../../duration';
import { emit } from '../../kinds/emit';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { runMetadata, runName, runPartMetadata } from '../run-object';
import { runVariables } from '../run-variables';
import type {
  PodAdditions,
  RenderedTraining,
  TrainingContext,
  TrainingEngine,
  TrainingFeature,
} from '../training-engine';
import { carriedByReference, patchesOf, type RuntimeReference } from './referenced-runtime';
import { started } from './rendezvous';
import { canBeGang } from './trainer-gang';
import { initializerOf } from './trainer-initializers';
import { checkTrainer, frameworkOf, initializersOf, type KubeflowTrainerOptions } from './trainer-options';
import { node, ownRuntime } from './training-runtime';

const group = 'trainer.kubeflow.org';
const apiVersion = `${group}/v1alpha1`;
const everywhere: readonly TrainingFeature[] = ['manyWorkers', 'deadline', 'checkpoint', 'produces'];
const startedTogether: readonly TrainingFeature[] = ['gang'];
const ofOneProgram: readonly TrainingFeature[] = ['profile'];
const ofOwnPods: readonly TrainingFeature[] = ['retries', 'fatalExitCodes', 'sidecars'];
const byIndex: readonly TrainingFeature[] = ['retriesPerWorker', 'success'];

/** A TrainJob of Kubeflow Trainer, with a runtime of the training's own pod or one of others. @see https://trainer.kubeflow.org */
export function kubeflowTrainer(options: KubeflowTrainerOptions = {}): TrainingEngine {
  const { launchers, launcherPod } = frameworkOf(options);
  const own = options.runtime === undefined;
  return value('engine', {
    name: 'kubeflowTrainer',
    needs: [
      { operator: 'kubeflow-trainer', version: '2.3' },
      { operator: 'jobset', version: '0.12' },
    ],
    supports: [
      ...everywhere,
      ...(canBeGang(options) ? startedTogether : []),
      ...launchers,
      ...(launcherPod ? [] : ofOneProgram),
      ...(own ? ofOwnPods : []),
      ...(own && !launcherPod ? byIndex : []),
    ],
    carries: own ? everyPodField : carriedByReference,
    owns: [],
    nameLimit: ({ workers }) => 63 - longestSuffix(options, workers),
    check: (request, field) => checkTrainer(options, request, field),
    render: (scope, context) => render(scope, context, options),
  } as const satisfies TrainingEngine);
}

/** What is added to a run's name in those of its pods. */
function longestSuffix(options: KubeflowTrainerOptions, workers: number): number {
  const jobs = options.runtime?.jobs ?? (frameworkOf(options).launcherPod ? ['launcher', node] : [node]);
  const pods = [
    ...jobs.map((job) => `${job}-0-${workers - 1}`),
    ...initializersOf(options).map(({ step }) => `${step}-0-0`),
  ];
  return Math.max(...pods.map((pod) => `-${pod}-xxxxx`.length));
}

function render(scope: Construct, context: TrainingContext, options: KubeflowTrainerOptions): RenderedTraining {
  const name = runName(context);
  const [job = node] = options.runtime?.jobs ?? [];
  const { launcherPod } = frameworkOf(options);
  const { program, env } = launcherPod
    ? { program: undefined, env: [] }
    : started(context, { id: name, host: (index) => `${name}-${job}-0-${index}.${name}` });
  const additions = { program, env: [...runVariables(context, 'jobset.sigs.k8s.io/jobset-name'), ...env] };
  return options.runtime === undefined
    ? withOwnRuntime(scope, context, options, additions)
    : withRuntime(scope, context, options.runtime, additions, options.processesPerWorker);
}

function withOwnRuntime(
  scope: Construct,
  context: TrainingContext,
  options: KubeflowTrainerOptions,
  additions: PodAdditions,
): RenderedTraining {
  const name = runName(context);
  const { spec, podSets, main } = ownRuntime(context, options, additions);
  const metadata = runPartMetadata(context);
  const runtime = emit(scope, 'Runtime', { apiVersion, kind: 'TrainingRuntime', metadata, spec });
  const initializers = initializersOf(options).map(({ step, options: own }) => [
    step.replace('-initializer', ''),
    initializerOf(own),
  ]);
  const workload = trainJob(scope, context, {
    runtimeRef: { apiGroup: group, kind: 'TrainingRuntime', name },
    trainer: trainerOf(context, options.processesPerWorker),
    ...(initializers.length > 0 && { initializer: Object.fromEntries(initializers) }),
  });
  return { objects: { workload, runtime }, endpoints: [], podSets, watchedJob: `${name}-${main}-0` };
}

function withRuntime(
  scope: Construct,
  context: TrainingContext,
  runtime: RuntimeReference,
  additions: PodAdditions,
  processes: number | undefined,
): RenderedTraining {
  const { spec, labels } = context;
  const { name, kind = 'ClusterTrainingRuntime', jobs: [job = node] = [] } = runtime;
  const pod = context.pod({ ...additions, container: node });
  const { trainer, runtimePatches } = patchesOf(pod, runtime);
  const workload = trainJob(scope, context, {
    runtimeRef: { apiGroup: group, kind, name },
    trainer: { ...trainerOf(context, processes), ...trainer },
    runtimePatches,
  });
  const podSets = [{ labels, count: spec.workers, pod }];
  return { objects: { workload }, endpoints: [], podSets, watchedJob: `${runName(context)}-${job}-0` };
}

function trainerOf({ spec }: TrainingContext, processes: number | undefined): TrainJobSpec['trainer'] {
  return { numNodes: spec.workers, ...(processes !== undefined && { numProcPerNode: processes }) };
}

function trainJob(scope: Construct, context: TrainingContext, spec: TrainJobSpec) {
  return emit(scope, 'Resource', {
    apiVersion,
    kind: 'TrainJob',
    metadata: runMetadata(context),
    spec: { ...spec, activeDeadlineSeconds: seconds(context.spec.deadline) },
  });
}

import type { Construct } from 'constructs';
import type { EnvVar, PodTemplate, Probe } from '../../imports/kubernetes';
import type { Engine, FeatureTable, Rendered } from '../engine';
import type { GangMember } from '../platform/gang';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import type { Compute } from '../vocabulary/compute';
import type { Image } from '../vocabulary/image';
import type { Labels } from '../vocabulary/labels';
import type { Placement } from '../vocabulary/placement';
import type { Mount } from '../vocabulary/storage';
import type { Coordinator } from './coordinator';
import type { Program } from './launcher';
import type { RunIdentity } from './run-identity';
import type { TrainingSpec } from './training-job-spec';

export type TrainingFeature =
  | 'manyWorkers'
  | 'gang'
  | 'torchrun'
  | 'tfConfig'
  | 'retries'
  | 'retriesPerWorker'
  | 'success'
  | 'fatalExitCodes'
  | 'deadline'
  | 'onDemand'
  | 'schedule'
  | 'sidecars'
  | 'checkpoint'
  | 'profile'
  | 'produces'
  | 'batch';

/** What a training can ask an engine for. */
export const trainingFeatures: FeatureTable<TrainingSpec, TrainingFeature> = {
  manyWorkers: { prop: 'workers', asked: ({ workers }) => (workers > 1 ? workers : undefined) },
  gang: { prop: 'gang', asked: ({ props }) => props.gang },
  torchrun: { prop: 'launcher', asked: ({ launcher }) => launcher?.feature === 'torchrun' && 'torchrun()' },
  tfConfig: { prop: 'launcher', asked: ({ launcher }) => launcher?.feature === 'tfConfig' && 'tensorflow()' },
  retries: { prop: 'retries', asked: ({ props }) => props.retries },
  retriesPerWorker: { prop: 'retriesPerWorker', asked: ({ retriesPerWorker }) => retriesPerWorker },
  success: { prop: 'success', asked: ({ success }) => success },
  fatalExitCodes: { prop: 'fatalExitCodes', asked: ({ props }) => props.fatalExitCodes },
  deadline: { prop: 'deadline', asked: ({ props }) => props.deadline },
  onDemand: { prop: 'when', asked: ({ when }) => (when === 'onDemand' ? when : undefined) },
  schedule: { prop: 'when', asked: ({ when }) => (typeof when === 'string' ? undefined : when.cron) },
  sidecars: { prop: 'sidecars', asked: ({ props }) => ((props.sidecars ?? []).length > 0 ? 'sidecars' : undefined) },
  checkpoint: { prop: 'checkpoint', asked: ({ checkpoint }) => checkpoint },
  profile: { prop: 'profile', asked: ({ props }) => props.profile },
  produces: { prop: 'produces', asked: ({ props }) => props.produces?.name },
  batch: { prop: 'engine', asked: ({ purpose }) => !purpose.workersMeet && 'BatchInference' },
};

/** What an engine adds to the pod: never more than its own way of starting it. */
export interface PodAdditions {
  readonly env?: readonly EnvVar[];
  readonly subdomain?: string;
  /** Name of the container, where the back end fixes it. @default 'train' */
  readonly container?: string;
  /** What the container runs instead of `command` and `args`; an empty one leaves it to the back end. */
  readonly program?: Program;
  readonly workingDir?: string;
  /** When it counts as ready. @default as soon as it runs */
  readonly readiness?: Probe;
  /** The gang with which it starts. @default it starts alone */
  readonly gang?: Partial<GangMember>;
}

/** A pod of the training that steers its workers; it has their folders, secrets and variables. */
export interface CoordinatorPod extends PodAdditions {
  readonly compute: Compute;
  /** @default that of the workers, never on spot nodes: with it everything is lost */
  readonly placement?: Placement;
}

/** A small pod of the back end: it has nothing of the training but its labels and its account. */
export interface HelperPod {
  /** Tells it from the workers, as a label. */
  readonly role: string;
  readonly container: string;
  /** @default the training's */
  readonly image?: Image;
  readonly compute: Compute;
  readonly mounts?: readonly Mount[];
}

/** Everything an engine renders from. */
export interface TrainingContext {
  /** Name of the training; a run's name is `<stem>-<run>`. */
  readonly stem: string;
  readonly spec: TrainingSpec;
  readonly identity: RunIdentity;
  readonly platform: Platform;
  /** Labels of every object; they select the pods. */
  readonly labels: Labels;
  /** Labels of the objects that run it, the user's among them. */
  readonly objectLabels: Labels;
  /** The finished pod of a worker, from the library's only pod writer. */
  readonly pod: (additions?: PodAdditions) => PodTemplate;
  readonly coordinatorPod: (wanted: CoordinatorPod) => PodTemplate;
  readonly helperPod: (wanted: HelperPod) => PodTemplate;
}

/** What an engine checks its own settings against. */
export interface TrainingRequest {
  readonly name: string;
  readonly spec: TrainingSpec;
  readonly platform: Platform;
}

/** What an engine made of a training. */
export interface RenderedTraining extends Rendered {
  /** The Kubernetes Job that shows how the run fares. @default the workload itself */
  readonly watchedJob?: string;
}

export interface TrainingEngine extends Engine<TrainingFeature> {
  /** The pod that steers the others, where there is one. @default none */
  readonly coordinator?: Coordinator;
  /** Longest name of a run: what the back end derives from it must fit too. @default 63 */
  nameLimit?(spec: TrainingSpec): number;
  /** Problems of its own settings, for this training on this platform. */
  check?(request: TrainingRequest, field: Field): void;
  render(scope: Construct, context: TrainingContext): RenderedTraining;
}

import type { Construct } from 'constructs';
import type { EnvVar, PodTemplate } from '../../imports/kubernetes';
import type { Engine, FeatureTable, Rendered } from '../engine';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { RunIdentity } from './run-identity';
import type { TrainingSpec } from './training-job-spec';

export type TrainingFeature =
  | 'manyWorkers'
  | 'retries'
  | 'fatalExitCodes'
  | 'deadline'
  | 'onDemand'
  | 'schedule'
  | 'sidecars'
  | 'produces';

/** What a training can ask an engine for. */
export const trainingFeatures: FeatureTable<TrainingSpec, TrainingFeature> = {
  manyWorkers: { prop: 'workers', asked: ({ workers }) => (workers > 1 ? workers : undefined) },
  retries: { prop: 'retries', asked: ({ props }) => props.retries },
  fatalExitCodes: { prop: 'fatalExitCodes', asked: ({ props }) => props.fatalExitCodes },
  deadline: { prop: 'deadline', asked: ({ props }) => props.deadline },
  onDemand: { prop: 'when', asked: ({ when }) => (when === 'onDemand' ? when : undefined) },
  schedule: { prop: 'when', asked: ({ when }) => (typeof when === 'string' ? undefined : when.cron) },
  sidecars: { prop: 'sidecars', asked: ({ props }) => ((props.sidecars ?? []).length > 0 ? 'sidecars' : undefined) },
  produces: { prop: 'produces', asked: ({ props }) => props.produces?.name },
};

/** What an engine adds to the pod: never more than its own way of starting it. */
export interface PodAdditions {
  readonly env?: readonly EnvVar[];
  readonly subdomain?: string;
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
  /** The finished pod of a worker, from the library's only pod writer. */
  readonly pod: (additions?: PodAdditions) => PodTemplate;
}

export interface TrainingEngine extends Engine<TrainingFeature> {
  render(scope: Construct, context: TrainingContext): Rendered;
}

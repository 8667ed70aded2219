import { type Duration, seconds } from '../duration';
import { checkModels, type ModelInPod, modelMounts } from '../models/model-in-pod';
import { type ServedModel, servedModel } from '../models/model-source';
import { transferTime } from '../models/transfer-time';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { record } from '../shape';
import type { TrainingEngine } from '../training/training-engine';
import { type TrainingJobProps, type TrainingSpec, trainingShape, trainingSpec } from '../training/training-job-spec';
import { type DataSet, input, inputMounts, output, outputMounts } from './data-set';
import { forBatch } from './for-batch';

export interface BatchInferenceProps
  extends Omit<TrainingJobProps, 'launcher' | 'profile' | 'produces' | 'success' | 'workers' | 'engine'> {
  /**
   * Model that it asks, read-only; MODEL_PATH is where it stands. A run waits for one on a claim, and each of its pods
   * fetches one from a store. @default none: it is in the image
   */
  readonly model?: ServedModel;
  /** Data that it reads, INPUT_PATH: a folder, mounted read-only, or an address. @default none: the program knows it */
  readonly input?: DataSet;
  /**
   * Where predictions go: OUTPUT_PATH is `<output>/<name>/<run>`, a place of the run's own, so that no run overwrites
   * another. @default none: the program knows it
   */
  readonly output?: DataSet;
  /**
   * Pods that share the data: each has SHARD_INDEX and SHARD_COUNT, and takes the entries whose number is SHARD_INDEX
   * modulo SHARD_COUNT. On Spark: executors, among which Spark divides it. @default 1
   */
  readonly workers?: number;
  /** Back end: kubernetesJob() or sparkApplication(). @default kubernetesJob() */
  readonly engine?: TrainingEngine;
}

const { launcher: _launcher, profile: _profile, produces: _produces, success: _success, ...runShape } = trainingShape;

const shape = record<BatchInferenceProps>({ ...runShape, model: servedModel, input, output });

/** The batch as a run of the training engines, complete and checked; problems go to the field. */
export function batchSpec(
  props: BatchInferenceProps,
  name: string,
  platform: Platform,
  field: Field,
): TrainingSpec | undefined {
  shape(props, field);
  if (field.problems.length > 0) return undefined;
  const { model, input: reads, output: writes, ...run } = props;
  const purpose = forBatch({ model, input: reads, output: writes });
  const { models = [] } = purpose;
  const mounts = [
    ...(run.mounts ?? []),
    ...modelMounts(models.filter(({ awaited }) => awaited === true)),
    ...inputMounts(reads),
    ...outputMounts(writes),
  ];
  const spec = trainingSpec({ ...run, mounts }, name, platform, field, purpose);
  checkModels(models, run.access, platform, field);
  timeToFetch(run.deadline, models, platform, field.at('deadline'));
  return spec;
}

/** A deadline that ends in the download leaves nothing for the work. */
function timeToFetch(
  deadline: Duration | undefined,
  models: readonly ModelInPod[],
  platform: Platform,
  field: Field,
): void {
  const least = models.reduce((sum, { model }) => sum + transferTime(model, platform), 0);
  if (deadline === undefined || seconds(deadline) > least) return;
  field.problem('out-of-range', {
    got: deadline,
    allowed: `more than ${least}s: the model at ${platform.downloadThroughput ?? '50Mi'} a second`,
    remedy: 'raise it, or leave it out',
  });
}

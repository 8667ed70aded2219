import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { wrongType } from '../shape';
import { type TrainingJobProps, type TrainingSpec, trainingSpec } from '../training/training-job-spec';
import { isPlainRecord } from '../value';
import type { Mount } from '../vocabulary/storage';

const shared = [
  'image',
  'args',
  'env',
  'compute',
  'mounts',
  'secrets',
  'sidecars',
  'placement',
  'identity',
  'access',
  'runAs',
  'labels',
  'annotations',
  'fatalExitCodes',
  'waitFor',
  'versions',
  'data',
  'cache',
  'checkpoint',
] as const satisfies readonly (keyof TrainingJobProps)[];

/** What each trial runs: the part of a TrainingJob that a search does not decide itself. */
export interface SearchTraining extends Pick<TrainingJobProps, (typeof shared)[number]> {
  /** Program and its arguments; an image's entry point is not enough, back ends start the program in their own way. */
  readonly command: readonly string[];
  /** Failures of one trial that are tried again; evictions do not count. @default 1 */
  readonly retries?: TrainingJobProps['retries'];
  /** The longest that one trial may take. @default '1d' */
  readonly deadline?: TrainingJobProps['deadline'];
}

const known: readonly string[] = [...shared, 'command', 'retries', 'deadline'];

/** The training of a trial, with the folder of results among its mounts; undefined with problems in the field. */
export function searchTraining(
  training: SearchTraining,
  outputs: Mount | undefined,
  platform: Platform,
  field: Field,
): TrainingSpec | undefined {
  if (!isPlainRecord(training)) {
    wrongType(field, training, 'a record');
    return undefined;
  }
  for (const key of Object.keys(training).filter((name) => !known.includes(name))) {
    field.problem('unknown-prop', { got: key, allowed: known.join(', '), remedy: 'remove it: a trial has none' });
  }
  const { command, retries = 1, mounts = [] } = training as SearchTraining;
  if (command === undefined) {
    field.at('command').problem('missing-prop', { got: command, allowed: 'a value', remedy: "give 'command'" });
  }
  if (field.problems.length > 0) return undefined;
  const folders = [...mounts, ...(outputs === undefined ? [] : [outputs])];
  return trainingSpec({ ...(training as SearchTraining), retries, mounts: folders }, 'trial', platform, field);
}

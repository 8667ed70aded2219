import type { Platform } from '../platform/platform';
import { atLeast } from '../platform/version';
import type { Field } from '../problems';
import { type Check, integer, listOf, record } from '../shape';
import type { TrainingJobProps } from './training-job-spec';

/** When a training of many workers has succeeded; the other workers are ended then. */
export interface Success {
  /** Workers that must succeed, by index. @default any */
  readonly workers?: readonly number[];
  /** How many of them must. @default all of `workers` */
  readonly count?: number;
}

/** Kubernetes that counts the failures of each index of a Job by itself. */
const perWorker = '1.29';
/** Kubernetes that ends a Job when some of its indexes have succeeded. */
const earlySuccess = '1.31';

export const success: Check<Success> = record<Success>(
  { workers: listOf(integer(0, 4095), 1), count: integer(1, 4096) },
  ({ workers, count }, field) => {
    if (workers === undefined && count === undefined) {
      field.problem('missing-prop', {
        got: '{}',
        allowed: 'workers or count',
        remedy: 'give one of them, or leave it out',
      });
    }
  },
);

/** What retries by worker and an early success ask of the workers and of Kubernetes. */
export function successOnPlatform(
  { retriesPerWorker, maxFailedWorkers, success: wanted }: TrainingJobProps,
  workers: number,
  platform: Platform,
  field: Field,
): void {
  if (retriesPerWorker !== undefined) since(perWorker, 'retriesPerWorker', platform, field);
  if (maxFailedWorkers !== undefined && (retriesPerWorker === undefined || maxFailedWorkers > workers)) {
    field.at('maxFailedWorkers').problem(retriesPerWorker === undefined ? 'not-allowed' : 'out-of-range', {
      got: maxFailedWorkers,
      allowed: `at most ${workers}, the workers, beside retriesPerWorker`,
      remedy: retriesPerWorker === undefined ? "give 'retriesPerWorker' too, or leave it out" : 'lower it',
    });
  }
  if (wanted === undefined) return;
  since(earlySuccess, 'success', platform, field);
  const among = wanted.workers ?? Array.from({ length: workers }, (_, index) => index);
  const at = field.at('success');
  const beyond = among.filter((index) => index >= workers);
  if (beyond.length > 0) {
    at.at('workers').problem('out-of-range', {
      got: beyond,
      allowed: `0 to ${workers - 1}, the workers`,
      remedy: "correct them, or 'workers' of the training",
    });
  } else if ((wanted.count ?? 1) > among.length) {
    at.at('count').problem('out-of-range', {
      got: wanted.count,
      allowed: `at most ${among.length}`,
      remedy: 'ask for fewer',
    });
  }
}

function since(version: string, prop: string, { kubernetes }: Platform, field: Field): void {
  if (atLeast(kubernetes, version)) return;
  field.at(prop).problem('version-too-old', {
    got: `${prop} on Kubernetes ${kubernetes}`,
    allowed: `Kubernetes ${version} or newer`,
    remedy: 'leave it out, or upgrade the cluster and platform.kubernetes',
  });
}

import type { JobSpec } from '../../../imports/jobset';
import type { PodTemplate } from '../../../imports/kubernetes';
import type { TrainingSpec } from '../training-job-spec';

/** What an engine says of its Job beyond the training. */
export interface JobOptions {
  /** Name of the training container; failure rules speak of it. */
  readonly container: string;
  /** Whether each worker has an index though there is one alone. @default with many workers, or when they are counted */
  readonly indexed?: boolean;
}

/** A Job's spec in which an eviction is tried again without burning a retry. @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy */
export function jobSpec(spec: TrainingSpec, template: PodTemplate, { container, indexed }: JobOptions): JobSpec {
  const { workers, retries, retriesPerWorker, success, fatalExitCodes, props } = spec;
  const counted = retriesPerWorker !== undefined || success !== undefined;
  return {
    parallelism: workers,
    completions: workers,
    completionMode: (indexed ?? (workers > 1 || counted)) ? 'Indexed' : 'NonIndexed',
    ...((retriesPerWorker === undefined || props.retries !== undefined) && { backoffLimit: retries }),
    ...(retriesPerWorker !== undefined && { backoffLimitPerIndex: retriesPerWorker }),
    ...(props.maxFailedWorkers !== undefined && { maxFailedIndexes: props.maxFailedWorkers }),
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        ...(fatalExitCodes.length > 0
          ? [{ action: 'FailJob', onExitCodes: { containerName: container, operator: 'In', values: fatalExitCodes } }]
          : []),
      ],
    },
    ...(success !== undefined && {
      successPolicy: {
        rules: [
          {
            ...(success.workers !== undefined && { succeededIndexes: ranges(success.workers) }),
            ...(success.count !== undefined && { succeededCount: success.count }),
          },
        ],
      },
    }),
    template,
  };
}

/** Indexes as Kubernetes writes them: `0,2-4`. */
function ranges(indexes: readonly number[]): string {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const index of sorted) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

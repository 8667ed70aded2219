import type { PodTemplate } from '../../../imports/kubernetes';
import { seconds } from '../../duration';
import type { TrainingSpec } from '../training-job-spec';

/** Name of the training container; failure rules speak of it. */
export const trainingContainer = 'train';

/** A Job's spec in which an eviction is tried again without burning a retry. @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy */
export function jobSpec({ workers, retries, deadline, fatalExitCodes }: TrainingSpec, template: PodTemplate): object {
  return {
    parallelism: workers,
    completions: workers,
    completionMode: workers > 1 ? 'Indexed' : 'NonIndexed',
    backoffLimit: retries,
    activeDeadlineSeconds: seconds(deadline),
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        ...(fatalExitCodes.length > 0
          ? [
              {
                action: 'FailJob',
                onExitCodes: { containerName: trainingContainer, operator: 'In', values: fatalExitCodes },
              },
            ]
          : []),
      ],
    },
    template,
  };
}

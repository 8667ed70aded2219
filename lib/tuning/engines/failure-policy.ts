import type { TrainingSpec } from '../../training/training-job-spec';
import { trialContainer } from '../search-object';

/** Which failures count: an eviction is none, and after a fatal exit code nothing is tried again. @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy */
export function failurePolicy(
  { fatalExitCodes }: TrainingSpec,
  fatal: 'FailIndex' | 'FailJob',
): { readonly rules: readonly object[] } {
  const disruption = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
  const onExitCodes = { containerName: trialContainer, operator: 'In', values: fatalExitCodes };
  return { rules: [disruption, ...(fatalExitCodes.length > 0 ? [{ action: fatal, onExitCodes }] : [])] };
}

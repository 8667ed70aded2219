import type { TrainingRuntimeSpec } from '../../../imports/trainer';
import { seconds } from '../../duration';
import type { Gang, GangMember } from '../../platform/gang';
import { gangOf } from '../gang';
import type { TrainingContext } from '../training-engine';
import { frameworkOf, initializersOf, type KubeflowTrainerOptions } from './trainer-options';

/** What Trainer is told of each scheduler; it makes the group itself, of the TrainJob's name. */
const policies: Readonly<Record<Gang['name'], (gang: Gang) => TrainingRuntimeSpec['podGroupPolicy']>> = {
  coscheduling: ({ timeout = '60s' }) => ({ coscheduling: { scheduleTimeoutSeconds: seconds(timeout) } }),
  volcano: () => ({ volcano: {} }),
};

/** Where Trainer looks for the queue of a group of Volcano. */
const queueAnnotation = 'scheduling.volcano.sh/queue-name';

/**
 * Whether all pods of a TrainJob can start together: Trainer counts those that start after others too, which would wait
 * for each other for ever.
 */
export function canBeGang(options: KubeflowTrainerOptions): boolean {
  return options.runtime === undefined && !frameworkOf(options).launcherPod && initializersOf(options).length === 0;
}

/** What its pods are told, and what Trainer is. */
export function trainerGang(
  { spec, platform }: TrainingContext,
  options: KubeflowTrainerOptions,
): {
  readonly gang?: Pick<GangMember, 'schedulerName'>;
  readonly policy?: Pick<TrainingRuntimeSpec, 'podGroupPolicy'>;
  readonly metadata?: TrainingRuntimeSpec['template']['metadata'];
} {
  const gang = canBeGang(options) ? gangOf(spec, platform) : undefined;
  if (gang === undefined) return {};
  return {
    gang: { schedulerName: gang.schedulerName },
    policy: { podGroupPolicy: policies[gang.name](gang) },
    ...(gang.queue !== undefined && { metadata: { annotations: { [queueAnnotation]: gang.queue } } }),
  };
}

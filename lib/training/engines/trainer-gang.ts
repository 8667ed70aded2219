import type { TrainingRuntimeSpec } from '../../../imports/trainer';
import { type Duration, duration, seconds } from '../../duration';
import type { OperatorNeed } from '../../engine';
import { dnsName } from '../../names';
import { type Check, oneOf, record, required } from '../../shape';

/** All pods of a run start together, or none does. */
export interface TrainerGang {
  /** Scheduler that places them: the coscheduling plugin of scheduler-plugins, or Volcano. */
  readonly by: 'coscheduling' | 'volcano';
  /** How long pods wait for the rest of their gang; Volcano waits for ever. @default '1m' */
  readonly timeout?: Duration;
  /** Name of the scheduler. @default 'scheduler-plugins-scheduler' or 'volcano' */
  readonly scheduler?: string;
}

interface Scheduler {
  readonly name: string;
  readonly need: OperatorNeed;
  readonly policy: (timeout: Duration) => TrainingRuntimeSpec['podGroupPolicy'];
}

const schedulers: Readonly<Record<TrainerGang['by'], Scheduler>> = {
  coscheduling: {
    name: 'scheduler-plugins-scheduler',
    need: { operator: 'scheduler-plugins' },
    policy: (timeout) => ({ coscheduling: { scheduleTimeoutSeconds: seconds(timeout) } }),
  },
  volcano: { name: 'volcano', need: { operator: 'volcano' }, policy: () => ({ volcano: {} }) },
};

export const gang: Check<TrainerGang> = record<TrainerGang>({
  by: required(oneOf('coscheduling', 'volcano')),
  timeout: duration,
  scheduler: dnsName,
});

export function gangNeeds(wanted: TrainerGang | undefined): readonly OperatorNeed[] {
  const scheduler = wanted === undefined ? undefined : schedulers[wanted.by];
  return scheduler === undefined ? [] : [scheduler.need];
}

/** The scheduler of its pods, and what Trainer tells it. */
export function gangOf({ by, timeout = '1m', scheduler }: TrainerGang): {
  readonly scheduler: string;
  readonly policy: TrainingRuntimeSpec['podGroupPolicy'];
} {
  return { scheduler: scheduler ?? schedulers[by].name, policy: schedulers[by].policy(timeout) };
}

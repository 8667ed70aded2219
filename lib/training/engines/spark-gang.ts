import type { SparkApplicationSpec } from '../../../imports/spark';
import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import { gangOf } from '../gang';
import type { TrainingRequest } from '../training-engine';
import type { TrainingSpec } from '../training-job-spec';

/** Flag of the operator without which it asks no scheduler of gangs. */
const flag = 'enable-batch-scheduler';

function asksSchedulers({ operators }: Platform): boolean {
  return operators?.['spark-operator']?.features?.includes(flag) === true;
}

/** The operator makes the group itself: the driver starts when there is room for it and all executors. */
export function sparkGang(
  spec: TrainingSpec,
  platform: Platform,
): Pick<SparkApplicationSpec, 'batchScheduler' | 'batchSchedulerOptions'> {
  const gang = asksSchedulers(platform) ? gangOf(spec, platform) : undefined;
  if (gang === undefined) return {};
  const { schedulerName, queue } = gang;
  return { batchScheduler: schedulerName, ...(queue !== undefined && { batchSchedulerOptions: { queue } }) };
}

/** A gang that is asked for needs an operator that asks the scheduler. */
export function checkSparkGang({ spec, platform }: TrainingRequest, field: Field): void {
  if (spec.props.gang !== true || platform.gang === undefined || asksSchedulers(platform)) return;
  field.at('gang').problem('missing-platform-fact', {
    got: 'a gang by a Spark operator that asks no scheduler of gangs',
    allowed: `platform.operators.spark-operator.features with '${flag}'`,
    remedy: `start the operator with --${flag} and state it, or leave gang out`,
  });
}

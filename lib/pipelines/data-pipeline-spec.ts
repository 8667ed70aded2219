import { type Duration, duration } from '../duration';
import { engineValue } from '../engine';
import { dnsName } from '../names';
import type { Platform } from '../platform/platform';
import { sidecarsInJob } from '../pod/native-sidecars';
import type { Field } from '../problems';
import { type Schedule, schedule } from '../schedule';
import { flag, integer, listOf, oneOf, record, required } from '../shape';
import { data } from '../vocabulary/data-lineage';
import type { DataVersion } from '../vocabulary/data-version';
import { noRestart } from '../vocabulary/secrets';
import {
  type ContainerProps,
  containerShape,
  type PodProps,
  podShape,
  workloadOnPlatform,
} from '../vocabulary/workload';
import type { PipelineEngine } from './pipeline-engine';
import { stepOrder } from './step-order';

/** One step: a program that runs to its end. */
export interface PipelineStep extends ContainerProps {
  readonly name: string;
  /** Steps that end before it starts. @default the step declared before it */
  readonly after?: readonly string[];
  /** Failures of this step alone that are tried again. @default the pipeline's retries, from the first step on */
  readonly retries?: number;
}

/** How many ended runs stay on the cluster. */
export interface History {
  /** @default 3 */
  readonly succeeded?: number;
  /** @default 3 */
  readonly failed?: number;
}

export interface DataPipelineProps extends PodProps {
  readonly schedule: Schedule;
  /** State of the data that it starts from: DATA_URI and DATA_VERSION of its steps, and a label and annotation of its object. @default unknown */
  readonly data?: DataVersion;
  /** Steps; mounts hand data from one to the next. */
  readonly steps: readonly PipelineStep[];
  /** What happens when a run is due while one is going. @default 'Forbid': the new one is skipped */
  readonly concurrency?: 'Allow' | 'Forbid' | 'Replace';
  /** How late a run may still start. @default '1h' */
  readonly startWithin?: Duration;
  /** The longest a run may take, retries included. @default '12h' */
  readonly deadline?: Duration;
  /** Failures that are tried again; evictions do not count. @default 2 */
  readonly retries?: number;
  readonly history?: History;
  /** Stops it without removing it. @default false */
  readonly suspended?: boolean;
  /** Back end. @default cronJob() */
  readonly engine?: PipelineEngine;
}

/** A pipeline, complete and checked; its steps in an order in which they can run. */
export interface PipelineSpec
  extends Required<
    Pick<
      DataPipelineProps,
      'schedule' | 'concurrency' | 'startWithin' | 'deadline' | 'retries' | 'history' | 'suspended'
    >
  > {
  readonly props: DataPipelineProps;
  readonly steps: readonly PipelineStep[];
  /** Whether each step follows the one before and nothing else. */
  readonly chain: boolean;
}

const shape = record<DataPipelineProps>({
  ...podShape,
  schedule: required(schedule),
  data,
  steps: required(
    listOf(
      record<PipelineStep>({
        ...containerShape,
        name: required(dnsName),
        after: listOf(dnsName),
        retries: integer(0, 100),
      }),
      1,
    ),
  ),
  concurrency: oneOf('Allow', 'Forbid', 'Replace'),
  startWithin: duration,
  deadline: duration,
  retries: integer(0, 100),
  history: record<History>({ succeeded: integer(0, 100), failed: integer(0, 100) }),
  suspended: flag,
  engine: engineValue('cronJob()'),
});

/** Fills in the defaults and checks everything that needs no engine; problems go to the field. */
export function pipelineSpec(
  props: DataPipelineProps,
  name: string,
  platform: Platform,
  field: Field,
): PipelineSpec | undefined {
  shape(props, field);
  if (props?.name === undefined) dnsName(name, field.at('name'));
  if (field.problems.length > 0) return undefined;
  const order = stepOrder(props.steps, [...(props.sidecars ?? []).map((sidecar) => sidecar.name)], field.at('steps'));
  workloadOnPlatform(props, props.steps, platform, field);
  for (const [index, step] of props.steps.entries()) noRestart(step.secrets, field.at('steps').at(index).at('secrets'));
  sidecarsInJob(props.sidecars, platform, field);
  return {
    props,
    ...order,
    schedule: props.schedule,
    concurrency: props.concurrency ?? 'Forbid',
    startWithin: props.startWithin ?? '1h',
    deadline: props.deadline ?? '12h',
    retries: props.retries ?? 2,
    history: { succeeded: 3, failed: 3, ...props.history },
    suspended: props.suspended ?? false,
  };
}

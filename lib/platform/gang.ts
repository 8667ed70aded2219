import { type Duration, duration, seconds } from '../duration';
import { dnsName } from '../names';
import type { Field } from '../problems';
import { made, text } from '../shape';
import { type Value, value } from '../value';

/** What makes pods a gang, so that a scheduler starts all of them or none. */
export interface GangMember {
  readonly schedulerName: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The group object of a gang. */
export interface PodGroup {
  readonly apiVersion: string;
  readonly kind: 'PodGroup';
  readonly metadata: { readonly name: string };
  readonly spec: object;
}

/** A scheduler that starts gangs; made by `coscheduling()` or `volcano()`. Kueue admits whole workloads without one. */
export type Gang = Value<{
  readonly name: 'coscheduling' | 'volcano';
  /** Operator that the platform must list. */
  readonly operator: string;
  readonly schedulerName: string;
  /** How long pods that have a place wait for the rest. @default for ever */
  readonly timeout?: Duration;
  /** Queue of the groups, where the scheduler has queues. @default none */
  readonly queue?: string;
  readonly member: (group: string) => GangMember;
  readonly group: (group: string, members: number) => PodGroup;
}>;

export interface CoschedulingOptions {
  /** Name of the scheduler. @default 'scheduler-plugins-scheduler' */
  readonly schedulerName?: string;
  /** How long pods that have a place wait for the rest. @default '60s' */
  readonly timeout?: Duration;
}

/** The coscheduling plugin. @see https://github.com/kubernetes-sigs/scheduler-plugins/tree/master/pkg/coscheduling */
export function coscheduling({
  schedulerName = 'scheduler-plugins-scheduler',
  timeout = '60s',
}: CoschedulingOptions = {}): Gang {
  return value('gang', {
    name: 'coscheduling' as const,
    operator: 'scheduler-plugins',
    schedulerName,
    timeout,
    member: (group: string) => ({ schedulerName, labels: { 'scheduling.x-k8s.io/pod-group': group } }),
    group: (group: string, members: number) => ({
      apiVersion: 'scheduling.x-k8s.io/v1alpha1',
      kind: 'PodGroup' as const,
      metadata: { name: group },
      spec: { minMember: members, scheduleTimeoutSeconds: seconds(timeout) },
    }),
  });
}

export interface VolcanoOptions {
  /** Volcano queue of the groups. @default 'default' */
  readonly queue?: string;
}

/** Volcano. @see https://volcano.sh/en/docs/podgroup/ */
export function volcano({ queue = 'default' }: VolcanoOptions = {}): Gang {
  return value('gang', {
    name: 'volcano' as const,
    operator: 'volcano',
    schedulerName: 'volcano',
    queue,
    member: (group: string) => ({ schedulerName: 'volcano', annotations: { 'scheduling.k8s.io/group-name': group } }),
    group: (group: string, members: number) => ({
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      kind: 'PodGroup' as const,
      metadata: { name: group },
      spec: { minMember: members, queue },
    }),
  });
}

/** A value of this file, with settings that its scheduler takes. */
export function gang(candidate: Gang, field: Field): void {
  const before = field.problems.length;
  made<Gang>('gang', 'coscheduling() or volcano()')(candidate, field);
  if (field.problems.length > before) return;
  text(candidate.schedulerName, field.at('schedulerName'));
  const { timeout, queue } = candidate;
  if (timeout !== undefined) duration(timeout, field.at('timeout'));
  if (queue !== undefined) dnsName(queue, field.at('queue'));
}

/** Whether the platform has the operator of its gangs. */
export function gangOnPlatform(
  { gang: facts, operators }: { readonly gang?: Gang; readonly operators?: Readonly<Record<string, unknown>> },
  field: Field,
): void {
  if (facts === undefined || operators?.[facts.operator] !== undefined) return;
  field.at('gang').problem('missing-operator', {
    got: `${facts.name}() without the operator ${facts.operator}`,
    allowed: `a platform with the operator ${facts.operator}`,
    remedy: `install it and list it in platform.operators.${facts.operator}`,
  });
}

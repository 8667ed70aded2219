import type { EnvVar } from '../../imports/kubernetes';
import type { Placement } from '../vocabulary/placement';
import type { ModelServiceProps } from './model-service-spec';

/** Pods that share one copy of a model, as each of them finds the others. */
export interface ServerGroup {
  readonly size: number;
  /** Variable that holds a name of the first pod; the others have it. */
  readonly first: string;
  /** Variable that holds one name of all the others; they have it. @default each knows its `place` */
  readonly others?: string;
  /** Variable that holds the place of a pod, 0 for the first. @default a pod finds it among the addresses of `others` */
  readonly place?: string;
}

/** The command of a container. */
export type ServerStart = Pick<ModelServiceProps, 'command' | 'args'>;

/** How a server is started in the pods of a group. */
export interface InGroup {
  /** Variables of all pods. */
  readonly variables: readonly EnvVar[];
  /** The first pod, which answers requests. */
  readonly leads: (start: ServerStart, group: ServerGroup) => ServerStart;
  readonly follows: (start: ServerStart, group: ServerGroup) => ServerStart;
  /** What fails in another pod unless the first one lives. */
  readonly asksFirst: (port: number, group: ServerGroup) => readonly string[];
}

/** How much longer, in seconds, pods of a group may take to start: they wait for each other, and their nodes come one by one. */
export const gatheringSeconds = 600;

/** Near each other: what is spread over zones are the pods of different copies. */
export function gathered(placement: Placement | undefined): Placement {
  return { spread: false, ...placement };
}

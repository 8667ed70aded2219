import type { Schedule } from '../schedule';
import type { Peer } from './access';
import type { Metrics } from './metrics';
import type { Signal } from './signal';

/** The object that runs a workload's pods; its kind decides what can be asked of it. */
export interface WatchedWorkload {
  readonly kind: string;
  readonly name: string;
  /** Schedule of what repeats. */
  readonly schedule?: Schedule;
  /** The longest that one run may take, in seconds. */
  readonly deadlineSeconds?: number;
}

/** How its replicas follow signals. */
export interface WatchedScaling {
  /** Signals that its autoscaler reads. */
  readonly on: readonly Signal[];
  /** Fewest replicas. */
  readonly min: number;
  /** Whether the autoscaler gets them from the metrics adapter of the cluster. */
  readonly throughAdapter: boolean;
}

/** Whose containers are measured, to say what binds a training. */
export interface WatchedProfile {
  /** Names of its pods, as a regular expression. */
  readonly pods: string;
  readonly container: string;
  /** CPUs that each asks for. */
  readonly cpu: number;
  /** Whether the use of its GPUs is measured too. */
  readonly gpu: boolean;
}

/** What monitoring needs to know of a construct. */
export interface Watched {
  readonly name: string;
  readonly namespace?: string;
  /** Its pods. @default none: nothing to scrape */
  readonly peer?: Peer;
  readonly workload?: WatchedWorkload;
  /** The custom resource behind the workload, where that only tells part of how it fares. @default the workload itself */
  readonly custom?: Pick<WatchedWorkload, 'kind' | 'name'>;
  readonly metrics?: Metrics;
  /** Signals to record, show and tell of. */
  readonly signals?: readonly Signal[];
  /** @default it does not scale on signals, nor to zero */
  readonly scaling?: WatchedScaling;
  /** @default nothing says what binds it */
  readonly profile?: WatchedProfile;
  /** Claims whose space matters. */
  readonly claims?: readonly string[];
  /** Parts with pods of their own, watched with it. @default none */
  readonly parts?: readonly Watched[];
}

/** Anything that `stack.watch()` takes: the flagships and `Claim`. */
export interface HasWatched {
  readonly watched: Watched;
}

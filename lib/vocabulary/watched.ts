import type { Schedule } from '../schedule';
import type { Peer } from './access';
import type { Metrics } from './metrics';

/** The object that runs a workload's pods; its kind decides what can be asked of it. */
export interface WatchedWorkload {
  readonly kind: string;
  readonly name: string;
  /** Schedule of what repeats. */
  readonly schedule?: Schedule;
  /** The longest that one run may take, in seconds. */
  readonly deadlineSeconds?: number;
}

/** What monitoring needs to know of a construct. */
export interface Watched {
  readonly name: string;
  readonly namespace?: string;
  /** Its pods. @default none: nothing to scrape */
  readonly peer?: Peer;
  readonly workload?: WatchedWorkload;
  readonly metrics?: Metrics;
  /** Claims whose space matters. */
  readonly claims?: readonly string[];
  /** Parts with pods of their own, watched with it. @default none */
  readonly parts?: readonly Watched[];
}

/** Anything that `stack.watch()` takes: the flagships and `Claim`. */
export interface HasWatched {
  readonly watched: Watched;
}

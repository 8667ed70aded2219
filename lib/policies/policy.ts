import type { FinishedObject } from '../app/finished';
import type { Kind } from '../kinds/kind';

/** One break of a policy by one object. */
export interface Violation {
  /** What the object has. */
  readonly got: string;
  /** What the policy allows. */
  readonly allowed: string;
  /** What to change. */
  readonly remedy: string;
}

/** A rule over finished objects; it reads the object and the record of its kind, and nothing else. */
export interface Policy {
  readonly name: string;
  /** What goes wrong without it. */
  readonly why: string;
  readonly check: (object: FinishedObject, kind: Kind) => readonly Violation[];
}

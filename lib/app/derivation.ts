import type { KubernetesObject } from '../../imports/kubernetes';
import type { FinishedObject } from './finished';

/** A file made from finished objects. */
export interface DerivedFile {
  /** Path under the output folder, without extension. */
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
}

/** What follows from all objects of one synth, gathered while they are written. */
export interface Derived {
  /** Called with every object of the app, file by file; its `json` is let go afterwards. */
  see(object: FinishedObject): void;
  /** Called once, when all are seen and every check has passed. */
  files(): readonly DerivedFile[];
}

/** A construct that adds files which follow from all the others, as GitOps does. */
export interface Derivation {
  derive(): Derived;
}

export function isDerivation<T extends object>(candidate: T): candidate is T & Derivation {
  return 'derive' in candidate && typeof candidate.derive === 'function';
}

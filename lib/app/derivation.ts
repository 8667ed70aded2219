import type { KubernetesObject } from '../../imports/kubernetes';
import type { FinishedObject } from './finished';

/** A file made from finished objects. */
export interface DerivedFile {
  /** Path under the output folder, without extension. */
  readonly path: string;
  readonly objects: readonly KubernetesObject[];
}

/** A construct that adds files which follow from all the others, as GitOps does. */
export interface Derivation {
  /** @param finished every object of the app; its `json` is made when it is read, so read it once */
  derive(finished: readonly FinishedObject[]): readonly DerivedFile[];
}

export function isDerivation<T extends object>(candidate: T): candidate is T & Derivation {
  return 'derive' in candidate && typeof candidate.derive === 'function';
}

import type { Policy } from './policy';
import { dataGuarded } from './rules/data-guarded';
import { imagesPinned } from './rules/images-pinned';
import { podsHardened } from './rules/pods-hardened';
import { resourcesDeclared } from './rules/resources-declared';
import { secretsByReference } from './rules/secrets-by-reference';

/** The policies of every app. */
export const defaultPolicies: readonly Policy[] = [
  imagesPinned,
  podsHardened,
  resourcesDeclared,
  secretsByReference,
  dataGuarded,
];

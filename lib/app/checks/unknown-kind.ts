import { Kinds } from '../../kinds/kinds';
import { type AppCheck, at } from './app-check';

/** A warning, once a kind: it passes, and these checks do not see it. */
export const unknownKind: AppCheck = (finished) => {
  const warned = new Set<string>();
  return finished.flatMap((object) => {
    const { apiVersion, kind } = object.json;
    const name = `${apiVersion} ${kind}`;
    if (Kinds.find(object.json) !== undefined || warned.has(name)) return [];
    warned.add(name);
    return at(object, 'unknown-kind', {
      got: name,
      allowed: 'kinds of the table',
      remedy:
        'it passes without sync wave, guards, name limit and pod policies; Kinds.define({ group, kind, ... }) adds it',
    });
  });
};

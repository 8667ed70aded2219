import { Kinds } from '../../kinds/kinds';
import { at, type StartCheck } from './app-check';

/** A warning, once a kind: it passes, and these checks do not see it. */
export const unknownKind: StartCheck = () => {
  const warned = new Set<string>();
  return {
    see: (object) => {
      if (Kinds.find(object.json) !== undefined) return [];
      const { apiVersion, kind } = object.json;
      const name = `${apiVersion} ${kind}`;
      if (warned.has(name)) return [];
      warned.add(name);
      return at(object, 'unknown-kind', {
        got: name,
        allowed: 'kinds of the table',
        remedy:
          'it passes without sync wave, guards, name limit and pod policies; Kinds.define({ group, kind, ... }) adds it',
      });
    },
  };
};

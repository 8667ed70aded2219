import { groupOf, type Kind, type KindDefinition, kindFrom } from './kind';
import { kindTable } from './table';

const known = new Map<string, Kind>(kindTable.map((definition) => [keyOf(definition), kindFrom(definition)]));

function keyOf({ group, kind }: { group: string; kind: string }): string {
  return `${group}/${kind}`;
}

/** The table of kinds: what the library knows of each kind of object it writes. */
export const Kinds = {
  /** Adds a custom resource of your own, or replaces a record. Call it before the app is synthesised. */
  define(definition: KindDefinition): void {
    known.set(keyOf(definition), kindFrom(definition));
  },

  /** The record of a kind; undefined when there is none. */
  find(object: { readonly apiVersion: string; readonly kind: string }): Kind | undefined {
    return known.get(keyOf({ group: groupOf(object.apiVersion), kind: object.kind }));
  },

  /** The record of a kind, or the cautious defaults for an unknown one. */
  of(object: { readonly apiVersion: string; readonly kind: string }): Kind {
    return Kinds.find(object) ?? kindFrom({ group: groupOf(object.apiVersion), kind: object.kind });
  },

  all(): readonly Kind[] {
    return [...known.values()];
  },
};

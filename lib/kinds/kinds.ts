import { groupOf, type Kind, type KindDefinition, kindFrom } from './kind';
import { kindTable } from './table';

const known = new Map<string, Kind>(kindTable.map((definition) => [keyOf(definition), kindFrom(definition)]));

interface LookedUp {
  readonly found?: Kind;
  readonly kind: Kind;
}

/** What was looked up, by version and kind: each object of an app is asked for several times. */
const lookedUp = new Map<string, Map<string, LookedUp>>();

function keyOf({ group, kind }: { group: string; kind: string }): string {
  return `${group}/${kind}`;
}

function lookUp({ apiVersion, kind }: { apiVersion: string; kind: string }): LookedUp {
  const ofVersion = lookedUp.get(apiVersion) ?? new Map<string, LookedUp>();
  const before = ofVersion.get(kind);
  if (before !== undefined) return before;
  const group = groupOf(apiVersion);
  const found = known.get(keyOf({ group, kind }));
  const result = { found, kind: found ?? kindFrom({ group, kind }) };
  lookedUp.set(apiVersion, ofVersion.set(kind, result));
  return result;
}

/** The table of kinds: what the library knows of each kind of object it writes. */
export const Kinds = {
  /** Adds a custom resource of your own, or replaces a record. Call it before the app is synthesised. */
  define(definition: KindDefinition): void {
    known.set(keyOf(definition), kindFrom(definition));
    lookedUp.clear();
  },

  /** The record of a kind; undefined when there is none. */
  find(object: { readonly apiVersion: string; readonly kind: string }): Kind | undefined {
    return lookUp(object).found;
  },

  /** The record of a kind, or the cautious defaults for an unknown one. */
  of(object: { readonly apiVersion: string; readonly kind: string }): Kind {
    return lookUp(object).kind;
  },

  all(): readonly Kind[] {
    return [...known.values()];
  },
};

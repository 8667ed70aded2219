import type { KubernetesObject } from '../../imports/kubernetes';
import type { Kind } from '../kinds/kind';
import { Kinds } from '../kinds/kinds';

/** What decides where an object stands in its file. */
export interface Rank {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
}

export function rankOf(json: KubernetesObject): Rank {
  const { name, namespace = '' } = json.metadata;
  return { kind: Kinds.of(json), namespace, name };
}

/** By kind as the table says, then by namespace and name; never by creation. */
export function byRank(a: Rank, b: Rank): number {
  return (
    a.kind.order - b.kind.order ||
    compare(a.kind.kind, b.kind.kind) ||
    compare(a.namespace, b.namespace) ||
    compare(a.name, b.name)
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function inOrder(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return objects
    .map((json) => ({ json, ...rankOf(json) }))
    .sort(byRank)
    .map(({ json }) => json);
}

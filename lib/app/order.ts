import type { KubernetesObject } from '../../imports/kubernetes';
import { Kinds } from '../kinds/kinds';

/** The order of objects in a file: by kind as the table says, then by namespace and name; never by creation. */
export function inOrder<T>(items: readonly T[], objectOf: (item: T) => KubernetesObject): readonly T[] {
  return items
    .map((item) => {
      const { apiVersion, kind, metadata } = objectOf(item);
      const position = String(Kinds.of({ apiVersion, kind }).order).padStart(6, '0');
      return { item, key: [position, kind, metadata.namespace ?? '', metadata.name].join('\u0000') };
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}

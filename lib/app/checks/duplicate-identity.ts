import { groupOf } from '../../kinds/kind';
import type { FinishedObject } from '../finished';
import { type AppCheck, at, title } from './app-check';

function identityOf({ json, cluster }: FinishedObject): string {
  return [cluster ?? '', groupOf(json.apiVersion), json.kind, json.metadata.namespace ?? '', json.metadata.name].join(
    '/',
  );
}

/** No two objects of one cluster share kind, namespace and name: the later sync would overwrite the earlier. */
export const duplicateIdentity: AppCheck = (finished) => {
  const first = new Map<string, FinishedObject>();
  return finished.flatMap((object) => {
    const key = identityOf(object);
    const other = first.get(key);
    first.set(key, other ?? object);
    if (other === undefined) return [];
    return at(object, 'duplicate-identity', {
      got: `${title(object)} in ${object.json.metadata.namespace ?? 'the cluster'}, also made at ${other.path}`,
      allowed: 'each name once for a kind and namespace',
      remedy: "give one of them another 'name', or the chart an 'instance'",
    });
  });
};

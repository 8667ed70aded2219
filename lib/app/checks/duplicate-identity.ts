import { groupOf } from '../../kinds/kind';
import type { FinishedObject } from '../finished';
import { at, type StartCheck, title } from './app-check';

function identityOf({ json, cluster = '' }: FinishedObject): string {
  const { name, namespace = '' } = json.metadata;
  return `${cluster}/${groupOf(json.apiVersion)}/${json.kind}/${namespace}/${name}`;
}

/** No two objects of one cluster share kind, namespace and name: the later sync would overwrite the earlier. */
export const duplicateIdentity: StartCheck = () => {
  const paths = new Map<string, string>();
  return {
    see: (object) => {
      const key = identityOf(object);
      const other = paths.get(key);
      if (other === undefined) {
        paths.set(key, object.path);
        return [];
      }
      return at(object, 'duplicate-identity', {
        got: `${title(object)} in ${object.json.metadata.namespace ?? 'the cluster'}, also made at ${other}`,
        allowed: 'each name once for a kind and namespace',
        remedy: "give one of them another 'name', or the chart an 'instance'",
      });
    },
  };
};

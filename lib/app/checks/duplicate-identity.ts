import type { Problem } from '../../problems';
import { at, type Coming, type StartCheck } from './app-check';

function identityOf({ cluster = '', kind, namespace, name }: Coming): string {
  return `${cluster}/${kind.group}/${kind.kind}/${namespace}/${name}`;
}

/** No two objects of one cluster share kind, namespace and name: the later sync would overwrite the earlier. */
export const duplicateIdentity: StartCheck = (coming) => {
  const problems = twice(coming);
  return { see: () => [], end: () => problems };
};

function twice(coming: readonly Coming[]): readonly Problem[] {
  const first = new Map<string, Coming>();
  return coming.flatMap((object) => {
    const key = identityOf(object);
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, object);
      return [];
    }
    const { kind, namespace, name } = object;
    return at(object, 'duplicate-identity', {
      got: `${kind.kind} '${name}' in ${namespace === '' ? 'the cluster' : namespace}, also made at ${other.path}`,
      allowed: 'each name once for a kind and namespace',
      remedy: "give one of them another 'name', or the chart an 'instance'",
    });
  });
}

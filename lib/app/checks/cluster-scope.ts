import { Kinds } from '../../kinds/kinds';
import { alone, at, type StartCheck, title } from './app-check';

/** Only a Cluster makes objects of cluster scope: two environments of one cluster would fight over them. */
export const clusterScope: StartCheck = alone((object) => {
  if (object.environment === undefined || Kinds.of(object.json).scope !== 'cluster') return [];
  return at(object, 'cluster-scope', {
    got: `${title(object)} in environment '${object.environment.name}'`,
    allowed: 'objects with a namespace',
    remedy: 'make it in a Cluster, once for all its environments',
  });
});

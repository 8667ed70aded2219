import type { KubernetesObject } from '../../imports/kubernetes';
import { Kinds } from './kinds';
import { valueAt } from './pods-of';

/** Under which kind and name an autoscaler scales the pods of an object. */
export function scaledAs(object: KubernetesObject): string {
  const { apiVersion, kind, metadata } = object;
  const { runsAs } = Kinds.of({ apiVersion, kind });
  const { where } = runsAs ?? {};
  const as = where !== undefined && valueAt(object, where.at) !== undefined ? where : runsAs;
  return as === undefined ? `${kind}/${metadata.name}` : `${as.kind}/${metadata.name}${as.suffix}`;
}

import type { KubernetesObject } from '../../imports/kubernetes';
import { Kinds } from './kinds';

/** Under which kind and name an autoscaler scales the pods of an object. */
export function scaledAs({ apiVersion, kind, metadata }: KubernetesObject): string {
  const { runsAs = { kind, suffix: '' } } = Kinds.of({ apiVersion, kind });
  return `${runsAs.kind}/${metadata.name}${runsAs.suffix}`;
}

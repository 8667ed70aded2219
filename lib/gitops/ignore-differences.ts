import type { KubernetesObject } from '../../imports/kubernetes';
import { groupOf, type Kind } from '../kinds/kind';
import { Kinds } from '../kinds/kinds';
import { valuesAt } from '../kinds/pods-of';
import type { Contents } from './contents';

/** Fields that Git does not own. @see https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/ */
export interface IgnoreDifference {
  readonly group?: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
}

interface ScaleTarget {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
}

/** What autoscalers, the API server and controllers decide, from the objects and the table of kinds. */
export function ignoreDifferences(contents: Contents): readonly IgnoreDifference[] {
  return [...contents.scaled, ...contents.writtenFrom, ...[...contents.kinds].flatMap(ofKind)];
}

/** What the controller of an object writes on others that the object names. */
export function writtenFrom(json: KubernetesObject): readonly IgnoreDifference[] {
  const { namespace } = json.metadata;
  return Kinds.of(json).writesTo.flatMap(({ group, kind, names, fields }) =>
    names
      .flatMap((pointer) => valuesAt(json, pointer))
      .map((name) => ({ ...(group !== '' && { group }), kind, name: String(name), namespace, ...byForm(fields) })),
  );
}

function byForm(fields: readonly string[]): Pick<IgnoreDifference, 'jsonPointers' | 'jqPathExpressions'> {
  const jsonPointers = fields.filter((field) => field.startsWith('/'));
  const jqPathExpressions = fields.filter((field) => !field.startsWith('/'));
  return {
    ...(jsonPointers.length > 0 && { jsonPointers }),
    ...(jqPathExpressions.length > 0 && { jqPathExpressions }),
  };
}

/** The replicas of what an autoscaler scales. */
export function scaled(json: KubernetesObject): readonly IgnoreDifference[] {
  const { scales } = Kinds.of(json);
  const [target] = scales === undefined ? [] : valuesAt(json, scales.target);
  const { apiVersion = '', kind, name } = (target ?? {}) as ScaleTarget;
  if (kind === undefined || name === undefined) return [];
  return [
    { group: groupOf(apiVersion), kind, name, namespace: json.metadata.namespace, jsonPointers: ['/spec/replicas'] },
  ];
}

/** A run keeps the template it started with; other kinds have fields that their controllers write. */
function ofKind({ group, kind, lifecycle, immutable, writtenByOthers }: Kind): readonly IgnoreDifference[] {
  const fields = [...(lifecycle === 'run' ? immutable : []), ...writtenByOthers];
  return fields.length === 0 ? [] : [{ ...(group !== '' && { group }), kind, ...byForm(fields) }];
}

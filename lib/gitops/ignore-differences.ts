import type { KubernetesObject } from '../../imports/kubernetes';
import { groupOf, type Kind } from '../kinds/kind';
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
  return [...contents.scaled, ...[...contents.kinds].flatMap(ofKind)];
}

/** The replicas of what an autoscaler scales. */
export function scaled(json: KubernetesObject): readonly IgnoreDifference[] {
  if (json.kind !== 'HorizontalPodAutoscaler') return [];
  const {
    apiVersion = '',
    kind,
    name,
  } = (json.spec as { scaleTargetRef?: ScaleTarget } | undefined)?.scaleTargetRef ?? {};
  if (kind === undefined || name === undefined) return [];
  return [
    { group: groupOf(apiVersion), kind, name, namespace: json.metadata.namespace, jsonPointers: ['/spec/replicas'] },
  ];
}

/** A run keeps the template it started with; other kinds have fields that their controllers write. */
function ofKind({ group, kind, lifecycle, immutable, writtenByOthers }: Kind): readonly IgnoreDifference[] {
  const fields = [...(lifecycle === 'run' ? immutable : []), ...writtenByOthers];
  const jsonPointers = fields.filter((field) => field.startsWith('/'));
  const jqPathExpressions = fields.filter((field) => !field.startsWith('/'));
  if (fields.length === 0) return [];
  return [
    {
      ...(group !== '' && { group }),
      kind,
      ...(jsonPointers.length > 0 && { jsonPointers }),
      ...(jqPathExpressions.length > 0 && { jqPathExpressions }),
    },
  ];
}

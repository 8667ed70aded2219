import type { Container, KubernetesObject } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import { modelVariables } from '../vocabulary/model';
import { isCounted } from './counted';

const containerLists = new Set(['containers', 'initContainers']);

type Kept = Pick<Container, 'name' | 'resources'> &
  Partial<Pick<Container, 'restartPolicy' | 'securityContext' | 'env'>>;

function keptOf({ name, resources, restartPolicy, securityContext, env }: Container): Kept {
  const models = env?.filter((variable) => modelVariables.has(variable.name)) ?? [];
  return {
    name,
    ...(resources !== undefined && { resources }),
    ...(restartPolicy !== undefined && { restartPolicy }),
    ...(securityContext !== undefined && { securityContext }),
    ...(models.length > 0 && { env: models }),
  };
}

/** The same value where nothing below it is a container. */
function shortened(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(shortened);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const record = value as Readonly<Record<string, unknown>>;
  let copy: Record<string, unknown> | undefined;
  for (const key in record) {
    const before = record[key];
    const after =
      containerLists.has(key) && Array.isArray(before) ? (before as Container[]).map(keptOf) : shortened(before);
    if (after === before) continue;
    copy ??= { ...record };
    copy[key] = after;
  }
  return copy ?? value;
}

let last: { readonly object: FinishedObject; readonly excerpt: FinishedObject } | undefined;

/**
 * What capacity and cost read of an object, to be kept until all are seen: its containers without what makes them long.
 * Undefined where they read nothing of it.
 */
export function excerptOf(object: FinishedObject): FinishedObject | undefined {
  if (!isCounted(object)) return undefined;
  if (last?.object !== object) {
    const { json, path, file, environment, cluster } = object;
    const excerpt = {
      json: shortened(json) as KubernetesObject,
      path,
      file,
      ...(environment !== undefined && { environment }),
      ...(cluster !== undefined && { cluster }),
    };
    last = { object, excerpt };
  }
  return last.excerpt;
}

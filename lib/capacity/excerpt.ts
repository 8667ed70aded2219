import type { Container, KubernetesObject } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import { modelVariables } from '../vocabulary/model';
import { isCounted } from './counted';

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

/** What is read of a pod besides plain values, and how it is shortened. */
const podFields: Readonly<Record<string, (value: unknown) => unknown>> = {
  containers: (containers) => (containers as Container[]).map(keptOf),
  initContainers: (containers) => (containers as Container[]).map(keptOf),
  volumes: (volumes) => (volumes as { hostPath?: unknown }[]).filter(({ hostPath }) => hostPath !== undefined),
  affinity: (value) => value,
  nodeSelector: (value) => value,
  resourceClaims: (value) => value,
  tolerations: (value) => value,
};

type Json = Readonly<Record<string, unknown>>;

function podOf(pod: Json): Json {
  const kept: Record<string, unknown> = {};
  for (const field in pod) {
    const value = pod[field];
    if (typeof value !== 'object') kept[field] = value;
    else if (podFields[field] !== undefined) kept[field] = podFields[field](value);
  }
  return kept;
}

/** The same value where no pod stands below it. */
function shortened(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(shortened);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const record = value as Json;
  if (Array.isArray(record.containers)) return podOf(record);
  let copy: Record<string, unknown> | undefined;
  for (const key in record) {
    const after = shortened(record[key]);
    if (after === record[key]) continue;
    copy ??= { ...record };
    copy[key] = after;
  }
  return copy ?? value;
}

let last: { readonly object: FinishedObject; readonly excerpt: FinishedObject } | undefined;

/**
 * What capacity and cost read of an object, to be kept until all are seen: its pods without what makes them long.
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

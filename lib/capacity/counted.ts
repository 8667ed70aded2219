import type { FinishedObject } from '../app/finished';
import { Kinds } from '../kinds/kinds';

/** Kinds without pods that limit them, or that a quota counts. */
const besidePods = new Set([
  'LimitRange',
  'LocalQueue',
  'Namespace',
  'PersistentVolumeClaim',
  'ResourceClaimTemplate',
  'ResourceQuota',
  'Service',
]);

/** Whether capacity and cost have to know of an object. */
export function isCounted({ json, environment }: FinishedObject): boolean {
  if (environment === undefined) return false;
  const { pods, scales } = Kinds.of(json);
  return pods.length > 0 || scales !== undefined || besidePods.has(json.kind);
}

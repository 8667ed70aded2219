import type { KubernetesObject } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import { Kinds } from '../kinds/kinds';
import { valueAt } from '../kinds/pods-of';

/** Kinds without pods that limit them, or that a quota counts. */
const besidePods = new Set([
  'LimitRange',
  'LocalQueue',
  'Namespace',
  'PersistentVolumeClaim',
  'ResourceClaimTemplate',
  'ResourceQuota',
]);

/** The one Service that a quota counts. */
export function isLoadBalancer(json: KubernetesObject): boolean {
  return json.kind === 'Service' && valueAt(json, '/spec/type') === 'LoadBalancer';
}

/** Whether capacity and cost have to know of an object. */
export function isCounted({ json, environment }: FinishedObject): boolean {
  if (environment === undefined) return false;
  const { pods, scales } = Kinds.of(json);
  return pods.length > 0 || scales !== undefined || besidePods.has(json.kind) || isLoadBalancer(json);
}

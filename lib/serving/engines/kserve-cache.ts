import { servedBy } from '../../platform/model-cache';
import type { Platform } from '../../platform/platform';
import type { Labels } from '../../vocabulary/labels';
import type { ServiceSpec } from '../model-service-spec';

/**
 * What tells KServe whether the model is on the nodes of the pods: it would otherwise take the first group that keeps
 * the model, and its volume would draw the pods to those nodes, away from their pool.
 */
export function cacheAnnotations({ props }: ServiceSpec, uri: string | undefined, { modelCache }: Platform): Labels {
  if (uri === undefined || modelCache === undefined) return {};
  const { groups, models = {} } = modelCache;
  const kept = Object.values(models).find((model) => servedBy(model.uri, uri));
  if (kept === undefined) return {};
  const pool = props.placement?.pool ?? props.compute.gpu?.pool;
  const group = kept.groups.find((name) => groups[name]?.pool === pool);
  return group === undefined
    ? { 'serving.kserve.io/disable-localmodel': 'true' }
    : { 'serving.kserve.io/nodegroup': group };
}

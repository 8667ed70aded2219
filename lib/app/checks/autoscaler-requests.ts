import type { Container } from '../../../imports/kubernetes';
import { Kinds } from '../../kinds/kinds';
import { podsOf } from '../../kinds/pods-of';
import type { FinishedObject } from '../finished';
import { type AppCheck, at, title } from './app-check';

interface AutoscalerSpec {
  readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  readonly metrics?: readonly { readonly type?: string; readonly resource?: { readonly name?: string } }[];
}

/** An autoscaler computes a share of the request: without one it never scales. */
export const autoscalerRequests: AppCheck = (finished) => {
  const workloads = new Map(
    finished.map((object) => [key(object, object.json.kind, object.json.metadata.name), object]),
  );
  return finished
    .filter(({ json }) => json.kind === 'HorizontalPodAutoscaler')
    .flatMap((object) => {
      const { scaleTargetRef, metrics = [] } = (object.json.spec ?? {}) as AutoscalerSpec;
      const target = workloads.get(key(object, scaleTargetRef?.kind, scaleTargetRef?.name));
      const resources = metrics.flatMap(({ type, resource }) =>
        type === 'Resource' && resource?.name ? [resource.name] : [],
      );
      return target === undefined ? [] : resources.flatMap((resource) => lacking(object, target, resource));
    });
};

function key({ cluster, json }: FinishedObject, kind?: string, name?: string): string {
  return [cluster, json.metadata.namespace, kind, name].join('/');
}

function lacking(autoscaler: FinishedObject, target: FinishedObject, resource: string) {
  const running = podsOf(target.json, Kinds.of(target.json)).flatMap(({ template: { spec } }) => [
    ...(spec?.containers ?? []),
    ...(spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ]);
  const without = running.filter((container: Container) => container.resources?.requests?.[resource] === undefined);
  if (without.length === 0) return [];
  return at(autoscaler, 'autoscaler-without-requests', {
    got: `${title(autoscaler)} on ${resource} of ${title(target)}, whose container '${without[0]?.name}' requests none`,
    allowed: `a request of ${resource} in every container`,
    remedy: `give the containers a request of ${resource}`,
  });
}

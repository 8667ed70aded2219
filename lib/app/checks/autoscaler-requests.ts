import type { Container } from '../../../imports/kubernetes';
import { Kinds } from '../../kinds/kinds';
import { podsOf } from '../../kinds/pods-of';
import { scaledAs } from '../../kinds/scaled-as';
import type { FinishedObject } from '../finished';
import { at, type StartCheck, title } from './app-check';

interface AutoscalerSpec {
  readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  readonly metrics?: readonly { readonly type?: string; readonly resource?: { readonly name?: string } }[];
  readonly triggers?: readonly { readonly type?: string }[];
}

/** An autoscaler, and what it scales by. */
interface Autoscaler {
  readonly path: string;
  readonly title: string;
  readonly target: string;
  readonly resources: readonly string[];
}

/** What an autoscaler may compute a share of. */
const measured = ['cpu', 'memory'] as const;

/** A workload with containers that request nothing of what is measured: one of them for each. */
interface Workload {
  readonly title: string;
  readonly lacks: Readonly<Record<string, string>>;
}

/** An autoscaler computes a share of the request: without one it never scales. */
export const autoscalerRequests: StartCheck = () => {
  const workloads = new Map<string, Workload>();
  const autoscalers: Autoscaler[] = [];
  return {
    see: (object) => {
      const { json } = object;
      if (Kinds.of(json).scales !== undefined) autoscalers.push(autoscaler(object));
      else if (Kinds.of(json).pods.length > 0) {
        const found = workload(object);
        if (found !== undefined) workloads.set(key(object, scaledAs(json)), found);
      }
      return [];
    },
    end: () => autoscalers.flatMap((scaling) => lacking(scaling, workloads.get(scaling.target))),
  };
};

function key({ cluster, json }: FinishedObject, scaled: string): string {
  return [cluster, json.metadata.namespace, scaled].join('/');
}

function autoscaler(object: FinishedObject): Autoscaler {
  const { scaleTargetRef, metrics = [], triggers = [] } = (object.json.spec ?? {}) as AutoscalerSpec;
  const resources = [
    ...metrics.flatMap(({ type, resource }) => (type === 'Resource' && resource?.name ? [resource.name] : [])),
    ...triggers.flatMap(({ type }) => (type === 'cpu' || type === 'memory' ? [type] : [])),
  ];
  const target = key(object, `${scaleTargetRef?.kind}/${scaleTargetRef?.name}`);
  return { path: object.path, title: title(object), target, resources };
}

function workload(object: FinishedObject): Workload | undefined {
  const running = podsOf(object.json, Kinds.of(object.json)).flatMap(({ template: { spec } }) => [
    ...(spec?.containers ?? []),
    ...(spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ]);
  const lacks = measured.flatMap((resource) => {
    const without = running.find(({ resources }: Container) => resources?.requests?.[resource] === undefined);
    return without === undefined ? [] : [[resource, without.name] as const];
  });
  return lacks.length === 0 ? undefined : { title: title(object), lacks: Object.fromEntries(lacks) };
}

function lacking(scaling: Autoscaler, target: Workload | undefined) {
  return scaling.resources.flatMap((resource) => {
    const without = target?.lacks[resource];
    if (target === undefined || without === undefined) return [];
    return at(scaling, 'autoscaler-without-requests', {
      got: `${scaling.title} on ${resource} of ${target.title}, whose container '${without}' requests none`,
      allowed: `a request of ${resource} in every container`,
      remedy: `give the containers a request of ${resource}`,
    });
  });
}

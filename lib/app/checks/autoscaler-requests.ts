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

/** A workload, and what each of its running containers requests. */
interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly containers: Containers;
}

type Containers = readonly { readonly name: string; readonly requested: readonly string[] }[];

/** An autoscaler computes a share of the request: without one it never scales. */
export const autoscalerRequests: StartCheck = () => {
  const workloads = new Map<string, Workload>();
  const autoscalers: Autoscaler[] = [];
  const shared = new Map<string, Containers>();
  return {
    see: (object) => {
      const { json } = object;
      if (Kinds.of(json).scales !== undefined) autoscalers.push(autoscaler(object));
      else if (Kinds.of(json).pods.length > 0) workloads.set(key(object, scaledAs(json)), workload(object, shared));
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

/** @param shared what containers were met, by its text: of many workloads it is the same, and kept once */
function workload(object: FinishedObject, shared: Map<string, Containers>): Workload {
  const running = podsOf(object.json, Kinds.of(object.json)).flatMap(({ template: { spec } }) => [
    ...(spec?.containers ?? []),
    ...(spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ]);
  const met = running.map(({ name, resources }: Container) => ({
    name,
    requested: Object.keys(resources?.requests ?? {}),
  }));
  const text = JSON.stringify(met);
  const containers = shared.get(text) ?? met;
  shared.set(text, containers);
  const { kind, metadata } = object.json;
  return { kind, name: metadata.name, containers };
}

function lacking(scaling: Autoscaler, target: Workload | undefined) {
  return scaling.resources.flatMap((resource) => {
    const without = target?.containers.find(({ requested }) => !requested.includes(resource));
    if (target === undefined || without === undefined) return [];
    return at(scaling, 'autoscaler-without-requests', {
      got: `${scaling.title} on ${resource} of ${target.kind} '${target.name}', whose container '${without.name}' requests none`,
      allowed: `a request of ${resource} in every container`,
      remedy: `give the containers a request of ${resource}`,
    });
  });
}

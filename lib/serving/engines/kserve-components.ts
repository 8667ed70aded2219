import type { ComponentPods } from '../../../imports/kserve';
import type { PodTemplate } from '../../../imports/kubernetes';
import type { Field } from '../../problems';
import type { WatchedWorkload } from '../../vocabulary/watched';
import type { Role } from '../components/component';
import type { ComponentContext, ServiceContext } from '../service-engine';
import type { ModeParts } from './kserve-modes';

/** A part as KServe takes it: its pod, its scaling, and what KServe finds there. */
export interface KservePart {
  readonly role: Role;
  readonly pods: ComponentPods;
  readonly set: { readonly labels: ComponentContext['selector']; readonly count: number; readonly pod: PodTemplate };
  readonly runs: WatchedWorkload;
}

/** KServe gives a container without a CPU limit one of its own configuration, which may be below the request. */
export function kserveContainer({ spec: { props } }: Pick<ServiceContext, 'spec'>) {
  const { compute } = props;
  return { name: 'kserve-container', compute: { ...compute, cpuLimit: compute.cpuLimit ?? compute.cpu } };
}

function part(component: ComponentContext, name: string, mode: ModeParts): KservePart {
  const { role, selector } = component;
  // KServe scales its parts itself, however slowly they start: what is written beside it knows the predictor alone.
  const spec = { ...component.spec, startupSeconds: 0 };
  const pod = component.pod({ main: kserveContainer(component) });
  return {
    role,
    pods: {
      ...pod.spec,
      labels: pod.metadata.labels,
      annotations: { ...pod.metadata.annotations, ...mode.annotations(spec) },
      minReplicas: spec.pods.min,
      maxReplicas: spec.pods.max,
      ...mode.predictor(spec),
    },
    set: { labels: selector, count: spec.pods.max, pod },
    runs: { kind: 'Deployment', name: `${name}-${role}` },
  };
}

/** The parts of a service as components of its InferenceService. */
export function kserveParts({ name, components }: ServiceContext, mode: ModeParts): readonly KservePart[] {
  return components.map((component) => part(component, name, mode));
}

/** KServe names a Service of its own after each part. */
export function partNames({ name, components }: ServiceContext, field: Field): void {
  for (const { role } of components) {
    const service = `${name}-${role}`;
    if (service.length <= 63) continue;
    field.at('name').problem('name-too-long', {
      got: `${service}, of ${service.length} characters`,
      allowed: `at most 63 for <name>-${role}`,
      remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
    });
  }
}

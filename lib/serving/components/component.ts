import { isResource } from '../../companions/autoscaler';
import { servicePort } from '../../companions/route';
import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import type { Peer } from '../../vocabulary/access';
import { type Labels, selectorLabels } from '../../vocabulary/labels';
import type { ModelServiceProps, ServiceSpec } from '../model-service-spec';

/** What a part of a service does: changes requests before the server and answers after it, or explains answers. */
export type Role = 'transformer' | 'explainer';

/** How the parts are called, and whether they have the service's model at hand. */
export const roles: Readonly<Record<Role, { readonly suffix: string; readonly hasModel: boolean }>> = {
  transformer: { suffix: 'transform', hasModel: false },
  explainer: { suffix: 'explain', hasModel: true },
};

export const everyRole = Object.keys(roles) as readonly Role[];

/** A part of a service, complete and checked. */
export interface Component {
  readonly role: Role;
  readonly name: string;
  /** Labels that select its pods, for ever. */
  readonly selector: Labels;
  readonly spec: ServiceSpec;
  readonly peer: Peer;
}

/** Name of the Service that leads to the server, where the service's own leads to its transformer. */
export function serverService(name: string, { transformer }: Pick<ModelServiceProps, 'transformer'>): string {
  return transformer === undefined ? name : `${name}-model`;
}

/** The parts that a service asks for; `specOf` fills in and checks one as it does a service. */
export function componentsOf(
  props: ModelServiceProps,
  name: string,
  around: { readonly namespace?: string; readonly instance?: string },
  platform: Platform,
  field: Field,
  specOf: (props: ModelServiceProps, name: string, platform: Platform, field: Field) => ServiceSpec | undefined,
): readonly Component[] {
  const url = `http://${serverService(name, props)}:${servicePort}`;
  return everyRole.flatMap((role): readonly Component[] => {
    const asked = props[role];
    if (asked === undefined) return [];
    const { suffix, hasModel } = roles[role];
    const part = `${name}-${suffix}`;
    const at = field.at(role);
    const whole: ModelServiceProps = { ...asked, name: part, ...(hasModel && { model: props.model }) };
    const spec = specOf(whole, part, platform, at);
    if (asked.scale?.by !== undefined) {
      at.at('scale').at('by').problem('not-allowed', {
        got: asked.scale.by.name,
        allowed: 'hpa()',
        remedy: 'leave it out: the parts of a service scale on what they use',
      });
    }
    if (asked.scale?.on.some((signal) => !isResource(signal))) {
      at.at('scale').problem('not-allowed', {
        got: 'a signal of requests',
        allowed: 'cpu() or memory()',
        remedy: 'scale the parts of a service on what they use',
      });
    }
    if (spec === undefined) return [];
    const selector = selectorLabels(name, `model-${role}`, around.instance);
    return [
      {
        role,
        name: part,
        selector,
        spec: { ...spec, adds: [{ name: 'PREDICTOR_URL', value: url }] },
        peer: { name: part, labels: selector, namespace: around.namespace, ports: [spec.port] },
      },
    ];
  });
}

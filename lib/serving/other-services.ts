import type { Construct } from 'constructs';
import { edgeOf } from '../companions/exposure';
import { networkAccess } from '../companions/network-access';
import { openTo } from '../companions/route';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import type { Peer } from '../vocabulary/access';
import type { ServiceSpec } from './model-service-spec';

/** Another service that gets requests of this one, and the property that says so. */
interface OtherService {
  readonly peer: Peer;
  readonly prop: string;
}

function otherServices({ props: { rollout }, expose }: ServiceSpec): readonly OtherService[] {
  const { mirror, versions = [] } = edgeOf(expose);
  const others = [...(mirror === undefined ? [] : [mirror]), ...versions];
  return [
    ...(rollout?.by === 'switch' ? [{ peer: rollout.to, prop: 'rollout' }] : []),
    ...others.map(({ to }) => ({ peer: to.peer, prop: 'expose' })),
  ];
}

/** A Service selects pods of its own namespace, and a route needs a grant to leave it. */
export function othersInNamespace(spec: ServiceSpec, namespace: string | undefined, field: Field): void {
  for (const { peer, prop } of otherServices(spec)) {
    if (peer.namespace === undefined || peer.namespace === namespace) continue;
    field.at(prop).problem('not-allowed', {
      got: `${peer.name} in namespace ${peer.namespace}`,
      allowed: `a service in namespace ${namespace}`,
      remedy: 'put both services in one namespace',
    });
  }
}

/** Whoever reaches this service reaches the others through it. */
export function letOthersIn(scope: Construct, spec: ServiceSpec, platform: Platform): void {
  for (const { peer, prop } of otherServices(spec)) {
    const callers = prop === 'rollout' ? spec.props.access?.callers : [];
    const from = (peer.ports ?? []).flatMap((port) => openTo(spec.expose, port, platform));
    networkAccess(scope, { self: peer, access: { callers }, openTo: from }, platform);
  }
}

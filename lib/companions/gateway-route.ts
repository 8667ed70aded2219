import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { Platform } from '../platform/platform';
import { Field } from '../problems';
import type { Authentication } from '../vocabulary/authentication';
import type { Labels } from '../vocabulary/labels';
import type { RouteMirror, SplitOptions } from './exposure';
import { type RouteRequest, servicePort } from './route-request';

/** What differs between the routes of the Gateway API. */
export interface RouteParts {
  readonly kind: 'HTTPRoute' | 'GRPCRoute';
  /** What a rule looks at, with headers or without. */
  readonly matches: (headers: Labels) => readonly object[];
  /** Further fields of each rule. */
  readonly each: object;
}

/** Headers as both kinds match them. */
export function headerMatches(headers: Labels): object {
  const wanted = Object.entries(headers).map(([name, value]) => ({ type: 'Exact', name, value }));
  return wanted.length > 0 ? { headers: wanted } : {};
}

/** A Service to which requests lead, with the defaults of the API: a list's item keeps what is written. */
function backend(name: string): object {
  return { group: '', kind: 'Service', name, port: servicePort };
}

function copying({ to, percent = 100 }: RouteMirror): object {
  return { type: 'RequestMirror', requestMirror: { backendRef: backend(to.peer.name), percent } };
}

/** The Gateway, with the defaults of the API. */
export function parentOf(gateway: Platform['gateway']): object {
  return {
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    name: gateway?.name,
    namespace: gateway?.namespace,
    ...(gateway?.listener !== undefined && { sectionName: gateway.listener }),
  };
}

/** A route of the platform's Gateway, and who may use it. */
export function writeGatewayRoute(
  scope: Construct,
  { name, exposure, labels, routeTo = [name] }: RouteRequest<{ readonly host: string } & SplitOptions>,
  { kind, matches, each }: RouteParts,
  { gateway }: Platform,
): void {
  const { host, mirror, versions = [], auth } = exposure;
  const shared = versions.reduce((sum, { weight = 0 }) => sum + weight, 0);
  const [first = name, ...others] = routeTo;
  const whole = versions.length + others.length > 0 ? 100 - shared : 1;
  const rule = (headers: Labels, backendRefs: readonly object[], filters: object = {}) => {
    const looked = matches(headers);
    return { ...(looked.length > 0 && { matches: looked }), ...filters, ...each, backendRefs };
  };
  emit(scope, 'Route', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind,
    metadata: { name, labels },
    spec: {
      parentRefs: [parentOf(gateway)],
      hostnames: [host],
      rules: [
        ...versions
          .filter(({ headers = {} }) => Object.keys(headers).length > 0)
          .map(({ to, headers = {} }) => rule(headers, [{ ...backend(to.peer.name), weight: 1 }])),
        rule(
          {},
          [
            { ...backend(first), weight: whole },
            ...others.map((other) => ({ ...backend(other), weight: 0 })),
            ...versions
              .filter(({ weight = 0 }) => weight > 0)
              .map(({ to, weight }) => ({ ...backend(to.peer.name), weight })),
          ],
          mirror === undefined ? {} : { filters: [copying(mirror)] },
        ),
      ],
    },
  });
  if (auth !== undefined && gateway?.implementation !== undefined) {
    askedHere(scope, auth);
    const policy = gateway.implementation.policy({ kind, name }, auth);
    emit(scope, 'Authentication', { ...policy, metadata: { name, labels } });
  }
}

/** A policy needs a grant to ask a service of another namespace. */
function askedHere(scope: Construct, auth: Authentication): void {
  const { namespace } = Chart.of(scope);
  if (auth.by !== 'external' || (auth.service.peer.namespace ?? namespace) === namespace) return;
  const field = Field.of(scope);
  field.at('expose').problem('not-allowed', {
    got: `${auth.service.peer.name} in namespace ${auth.service.peer.namespace}, asked by a Gateway`,
    allowed: `a service in namespace ${namespace}`,
    remedy: 'put the service that decides into this namespace',
  });
  field.throwIfAny();
}

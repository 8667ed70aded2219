import type { Construct } from 'constructs';
import { type Duration, withoutDays } from '../duration';
import { emit } from '../kinds/emit';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { Exposure, RouteMirror } from './exposure';
import { type RouteRequest, servicePort } from './route-request';

type Routed = Extract<Exposure, { by: 'route' }>;

/** A Service to which requests lead, with the defaults of the API: a list's item keeps what is written. */
function backend(name: string): object {
  return { group: '', kind: 'Service', name, port: servicePort };
}

/** @see https://gateway-api.sigs.k8s.io/api-types/httproute/ */
export function writeHttpRoute(
  scope: Construct,
  { name, exposure, labels, routeTo = [name] }: RouteRequest<Routed>,
  { gateway }: Platform,
): void {
  const { host, path, timeout, mirror, versions = [] } = exposure;
  const shared = versions.reduce((sum, { weight = 0 }) => sum + weight, 0);
  const [first = name, ...others] = routeTo;
  const whole = versions.length + others.length > 0 ? 100 - shared : 1;
  emit(scope, 'Route', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, labels },
    spec: {
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: gateway?.name,
          namespace: gateway?.namespace,
          ...(gateway?.listener !== undefined && { sectionName: gateway.listener }),
        },
      ],
      hostnames: [host],
      rules: [
        ...versions.flatMap(({ to, headers }) =>
          headers === undefined
            ? []
            : [
                {
                  matches: [match(path, headers)],
                  ...limit(timeout),
                  backendRefs: [{ ...backend(to.peer.name), weight: 1 }],
                },
              ],
        ),
        {
          matches: [match(path)],
          ...(mirror !== undefined && { filters: [copying(mirror)] }),
          ...limit(timeout),
          backendRefs: [
            { ...backend(first), weight: whole },
            ...others.map((other) => ({ ...backend(other), weight: 0 })),
            ...versions
              .filter(({ weight = 0 }) => weight > 0)
              .map(({ to, weight }) => ({ ...backend(to.peer.name), weight })),
          ],
        },
      ],
    },
  });
}

function match(path: string, headers: Labels = {}): object {
  const wanted = Object.entries(headers).map(([name, value]) => ({ type: 'Exact', name, value }));
  return { path: { type: 'PathPrefix', value: path }, ...(wanted.length > 0 && { headers: wanted }) };
}

function copying({ to, percent = 100 }: RouteMirror): object {
  return { type: 'RequestMirror', requestMirror: { backendRef: backend(to.peer.name), percent } };
}

function limit(timeout: Duration | undefined): object {
  return timeout === undefined ? {} : { timeouts: { request: withoutDays(timeout) } };
}

import { type Duration, duration } from '../duration';
import { hostName } from '../names';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { type Check, integer, listOf, made, mapOf, oneOf, record, required, text } from '../shape';
import { type Value, value } from '../value';
import { calledPeer, type HasPeer, hasPeer } from '../vocabulary/access';
import type { Labels } from '../vocabulary/labels';
import type { InferencePoolExposure } from './inference-pool';

/** How a service is reached; made by `internal()`, `loadBalancer()`, `ingress()`, `route()` or `inferencePool()`. */
export type Exposure = Value<
  | { readonly by: 'internal' }
  | { readonly by: 'loadBalancer'; readonly annotations: Labels; readonly sourceRanges: readonly string[] }
  | { readonly by: 'ingress'; readonly host: string; readonly path: string }
  | ({ readonly by: 'route'; readonly host: string; readonly path: string } & RouteOptions)
  | InferencePoolExposure
>;

/** Another service that answers some of the requests. */
export interface RouteVersion {
  readonly to: HasPeer;
  /** Percentage of the requests that it answers. @default 0: those with its headers alone */
  readonly weight?: number;
  /** Requests with all of these headers are always its own. @default none */
  readonly headers?: Labels;
}

/** A service that gets a copy of requests; its answers are thrown away. */
export interface RouteMirror {
  readonly to: HasPeer;
  /** Percentage of the requests that are copied. @default 100 */
  readonly percent?: number;
}

/** More that a route does with requests. @see https://gateway-api.sigs.k8s.io/api-types/httproute/ */
export interface RouteOptions {
  /** How long a request may take. @default what the Gateway allows */
  readonly timeout?: Duration;
  /** Shadow traffic. @default none */
  readonly mirror?: RouteMirror;
  /** Other services that share the requests, for A/B tests. @default none */
  readonly versions?: readonly RouteVersion[];
}

/** Inside of the cluster only. */
export function internal(): Exposure {
  return value('exposure', { by: 'internal' });
}

/** Settings of a load balancer. */
export interface LoadBalancerOptions {
  /** Annotations that the cloud's controller reads. @default none */
  readonly annotations?: Labels;
  /** Addresses that may call it. @default all */
  readonly sourceRanges?: readonly string[];
}

/** A load balancer of the cloud, port 80. */
export function loadBalancer({ annotations = {}, sourceRanges = [] }: LoadBalancerOptions = {}): Exposure {
  return value('exposure', { by: 'loadBalancer', annotations, sourceRanges });
}

/** A host on the platform's Ingress controller. */
export function ingress(host: string, path = '/'): Exposure {
  return value('exposure', { by: 'ingress', host, path });
}

/** A host on the platform's Gateway. */
export function route(host: string, path = '/', options: RouteOptions = {}): Exposure {
  return value('exposure', { by: 'route', host, path, ...options });
}

const percentage = integer(0, 100);

/** The rest of the requests stays with the service itself. */
const versions: Check<readonly RouteVersion[]> = (given, field) => {
  const before = field.problems.length;
  listOf(record<RouteVersion>({ to: required(hasPeer), weight: percentage, headers: mapOf(text) }), 1)(given, field);
  if (field.problems.length > before) return;
  const sum = given.reduce((total, { weight = 0 }) => total + weight, 0);
  if (sum > 100)
    field.problem('out-of-range', { got: `${sum} %`, allowed: 'at most 100 in sum', remedy: 'lower the weights' });
  for (const [index, { weight = 0, headers = {} }] of given.entries()) {
    if (weight > 0 || Object.keys(headers).length > 0) continue;
    field.at(index).problem('missing-prop', {
      got: 'a version without weight and headers',
      allowed: 'one of them',
      remedy: 'say which requests it gets',
    });
  }
};

const shape = record<{
  by: string;
  timeout?: Duration;
  mirror?: RouteMirror;
  versions?: readonly RouteVersion[];
  host?: string;
  path?: string;
  annotations?: Labels;
  sourceRanges?: readonly string[];
  picker?: HasPeer;
  withoutPicker?: 'FailClose' | 'FailOpen';
}>({
  by: required(text),
  timeout: duration,
  mirror: record<RouteMirror>({ to: required(hasPeer), percent: integer(1, 100) }),
  versions,
  host: hostName,
  path: text,
  annotations: mapOf(text),
  sourceRanges: listOf(text),
  picker: calledPeer,
  withoutPicker: oneOf('FailClose', 'FailOpen'),
});

export const exposure: Check<Exposure> = (candidate, field) => {
  const before = field.problems.length;
  made<Exposure>(
    'exposure',
    "internal(), loadBalancer(), ingress('host'), route('host') or inferencePool('host', picker)",
  )(candidate, field);
  if (field.problems.length === before) shape({ ...candidate }, field);
};

export function exposureOnPlatform(wanted: Exposure, platform: Platform, field: Field): void {
  const fact = {
    ingress: 'ingress',
    route: 'gateway',
    inferencePool: 'gateway',
    internal: undefined,
    loadBalancer: undefined,
  } as const;
  const needed = fact[wanted.by];
  if (needed === undefined || platform[needed] !== undefined) return;
  field.problem('missing-platform-fact', {
    got: `${wanted.by}()`,
    allowed: `a platform with ${needed}`,
    remedy: `state platform.${needed}, or expose it otherwise`,
  });
}

import type { Duration } from '../duration';
import { type Value, value } from '../value';
import type { HasPeer } from '../vocabulary/access';
import type { Authentication } from '../vocabulary/authentication';
import type { Labels } from '../vocabulary/labels';
import type { InferencePoolExposure } from './inference-pool';

/** How a service is reached; made by `internal()`, `loadBalancer()`, `ingress()`, `route()`, `grpcRoute()` or `inferencePool()`. */
export type Exposure = Value<
  | { readonly by: 'internal' }
  | { readonly by: 'loadBalancer'; readonly annotations: Labels; readonly sourceRanges: readonly string[] }
  | ({ readonly by: 'ingress'; readonly host: string; readonly path: string } & IngressOptions)
  | ({ readonly by: 'route'; readonly host: string; readonly path: string } & RouteOptions)
  | ({ readonly by: 'grpcRoute'; readonly host: string } & GrpcRouteOptions)
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

/** More that any route of a Gateway does with requests. */
export interface SplitOptions {
  /** Shadow traffic. @default none */
  readonly mirror?: RouteMirror;
  /** Other services that share the requests, for A/B tests. @default none */
  readonly versions?: readonly RouteVersion[];
  /** Who may send requests; needs `gateway.implementation` in the platform. @default anybody */
  readonly auth?: Authentication;
}

/** More that a route does with requests. @see https://gateway-api.sigs.k8s.io/api-types/httproute/ */
export interface RouteOptions extends SplitOptions {
  /** How long a request may take, retries included. @default what the Gateway allows */
  readonly timeout?: Duration;
  /** How long one attempt at a pod may take; at most `timeout`. @default the timeout */
  readonly backendTimeout?: Duration;
}

/** More that a route for gRPC does; it has no timeouts: a caller's deadline travels with its call. @see https://gateway-api.sigs.k8s.io/api-types/grpcroute/ */
export interface GrpcRouteOptions extends SplitOptions {
  /** Full names of the gRPC services that it leads to, such as `inference.GRPCInferenceService`. @default all */
  readonly services?: readonly string[];
}

/** More that an Ingress does, by annotations of the platform's `ingress.controller`. */
export interface IngressOptions {
  /** How long a request may take. @default what the controller allows */
  readonly timeout?: Duration;
  /** Whether the pods speak gRPC. @default false: HTTP/1.1 */
  readonly grpc?: boolean;
  /** Who may send requests. @default anybody */
  readonly auth?: Authentication;
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
export function ingress(host: string, path = '/', options: IngressOptions = {}): Exposure {
  return value('exposure', { by: 'ingress', host, path, ...options });
}

/** A host on the platform's Gateway. */
export function route(host: string, path = '/', options: RouteOptions = {}): Exposure {
  return value('exposure', { by: 'route', host, path, ...options });
}

/** A host on the platform's Gateway for gRPC; the pods speak HTTP/2 without TLS. */
export function grpcRoute(host: string, options: GrpcRouteOptions = {}): Exposure {
  return value('exposure', { by: 'grpcRoute', host, ...options });
}

/** What it does beyond leading to the service. */
export function edgeOf(exposure: Exposure): SplitOptions {
  return 'host' in exposure && exposure.by !== 'inferencePool' ? exposure : {};
}

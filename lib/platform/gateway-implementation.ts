import type { KubernetesObject } from '../../imports/kubernetes';
import { type Check, made } from '../shape';
import type { Value } from '../value';
import type { Authentication } from '../vocabulary/authentication';

/** What a Gateway's implementation adds to the standard of the Gateway API, which knows no authentication. */
export type GatewayImplementation = Value<{
  readonly name: string;
  /** How it can ask who sends requests. */
  readonly authenticates: readonly Authentication['by'][];
  /** The object that makes a route ask; without its metadata. */
  readonly policy: (route: { readonly kind: string; readonly name: string }, auth: Authentication) => RoutePolicy;
}>;

/** An object that says who may use a route. */
export type RoutePolicy = Pick<KubernetesObject, 'apiVersion' | 'kind'> & { readonly spec: object };

export const gatewayImplementation: Check<GatewayImplementation> = made('gateway implementation', 'envoyGateway()');

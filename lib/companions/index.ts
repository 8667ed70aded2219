export type { GatewayImplementation, RoutePolicy } from '../platform/gateway-implementation';
export { haproxyIngress, type IngressController, ingressNginx } from '../platform/ingress-controller';
export {
  type Authentication,
  apiKeys,
  basicAuth,
  type ExternalAuthOptions,
  externalAuth,
  type JwtIssuer,
  jwt,
} from '../vocabulary/authentication';
export { envoyGateway } from './envoy-gateway';
export {
  type Exposure,
  type GrpcRouteOptions,
  grpcRoute,
  type IngressOptions,
  ingress,
  internal,
  type LoadBalancerOptions,
  loadBalancer,
  type RouteMirror,
  type RouteOptions,
  type RouteVersion,
  route,
  type SplitOptions,
} from './exposure';

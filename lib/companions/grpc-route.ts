import type { Construct } from 'constructs';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { Exposure } from './exposure';
import { headerMatches, writeGatewayRoute } from './gateway-route';
import type { RouteRequest } from './route-request';

/** Which calls: of these services, with these headers; nothing where it is all calls. */
function callsOf(services: readonly string[] | undefined, headers: Labels): readonly object[] {
  if (services !== undefined) {
    return services.map((service) => ({ method: { type: 'Exact', service }, ...headerMatches(headers) }));
  }
  return Object.keys(headers).length > 0 ? [headerMatches(headers)] : [];
}

/** @see https://gateway-api.sigs.k8s.io/api-types/grpcroute/ */
export function writeGrpcRoute(
  scope: Construct,
  request: RouteRequest<Extract<Exposure, { by: 'grpcRoute' }>>,
  platform: Platform,
): void {
  const { services } = request.exposure;
  const matches = (headers: Labels) => callsOf(services, headers);
  writeGatewayRoute(scope, request, { kind: 'GRPCRoute', matches, each: {} }, platform);
}

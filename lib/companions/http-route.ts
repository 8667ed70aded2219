import type { Construct } from 'constructs';
import { withoutDays } from '../duration';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { Exposure } from './exposure';
import { headerMatches, writeGatewayRoute } from './gateway-route';
import type { RouteRequest } from './route-request';

/** @see https://gateway-api.sigs.k8s.io/api-types/httproute/ */
export function writeHttpRoute(
  scope: Construct,
  request: RouteRequest<Extract<Exposure, { by: 'route' }>>,
  platform: Platform,
): void {
  const { path, timeout, backendTimeout } = request.exposure;
  const timeouts = {
    ...(timeout !== undefined && { request: withoutDays(timeout) }),
    ...(backendTimeout !== undefined && { backendRequest: withoutDays(backendTimeout) }),
  };
  const parts = {
    kind: 'HTTPRoute',
    matches: (headers: Labels) => [{ path: { type: 'PathPrefix', value: path }, ...headerMatches(headers) }],
    each: Object.keys(timeouts).length > 0 ? { timeouts } : {},
  } as const;
  writeGatewayRoute(scope, request, parts, platform);
}

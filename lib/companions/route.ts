import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import { type Exposure, edgeOf } from './exposure';
import { writeGrpcRoute } from './grpc-route';
import { writeHttpRoute } from './http-route';
import { writeInferencePool } from './inference-pool';
import { writeIngress } from './ingress';
import { networkAccess, type OpenTo } from './network-access';
import type { RouteExtras, RouteRequest } from './route-request';

export { servicePort } from './route-request';

type Hosted = Extract<Exposure, { host: string }>;

type Writer<E extends Exposure> = (scope: Construct, request: RouteRequest<E>, platform: Platform) => void;

const writers: { readonly [By in Hosted['by']]: Writer<Extract<Hosted, { by: By }>> } = {
  ingress: writeIngress,
  route: writeHttpRoute,
  grpcRoute: writeGrpcRoute,
  inferencePool: writeInferencePool,
};

/** The Ingress, route or InferencePool that an exposure asks for; nothing for the others. */
export function route(
  scope: Construct,
  name: string,
  exposure: Exposure,
  labels: Labels,
  platform: Platform,
  extras: RouteExtras,
): void {
  if (!('host' in exposure)) return;
  (writers[exposure.by] as Writer<Hosted>)(scope, { name, exposure, labels, ...extras }, platform);
  letEdgeAsk(scope, name, exposure, platform);
}

/** The service that decides on requests is called by the edge too; one of another namespace lets it in itself. */
function letEdgeAsk(scope: Construct, name: string, exposure: Hosted, platform: Platform): void {
  const { auth } = edgeOf(exposure);
  if (auth?.by !== 'external') return;
  const { peer } = auth.service;
  if ((peer.namespace ?? Chart.of(scope).namespace) !== Chart.of(scope).namespace) return;
  const from = openTo(exposure, 0, platform).map((edge) => ({
    ...edge,
    name: `${edge.name}-for-${name}`,
    ports: peer.ports ?? [],
  }));
  networkAccess(scope, { self: peer, access: {}, openTo: from }, platform);
}

/** From where the exposure's traffic comes. */
export function openTo(exposure: Exposure, port: number, platform: Platform): readonly OpenTo[] {
  const gateway = { name: 'gateway', namespace: platform.gateway?.namespace, ports: [port] };
  const from = {
    internal: [],
    loadBalancer: [{ name: 'anywhere', ports: [port] }],
    ingress: [{ name: 'ingress', namespace: platform.ingress?.namespace, ports: [port] }],
    route: [gateway],
    grpcRoute: [gateway],
    inferencePool: [gateway],
  };
  return from[exposure.by];
}

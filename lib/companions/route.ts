import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { Exposure } from './exposure';
import { writeHttpRoute } from './http-route';
import { writeInferencePool } from './inference-pool';
import type { OpenTo } from './network-access';
import { type RouteExtras, type RouteRequest, servicePort } from './route-request';

export { servicePort } from './route-request';

type Hosted = Extract<Exposure, { host: string }>;

type Writer<E extends Exposure> = (scope: Construct, request: RouteRequest<E>, platform: Platform) => void;

const writers: { readonly [By in Hosted['by']]: Writer<Extract<Hosted, { by: By }>> } = {
  ingress: writeIngress,
  route: writeHttpRoute,
  inferencePool: writeInferencePool,
};

/** The Ingress, HTTPRoute or InferencePool that an exposure asks for; nothing for the others. */
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
}

/** From where the exposure's traffic comes. */
export function openTo(exposure: Exposure, port: number, platform: Platform): readonly OpenTo[] {
  const from = {
    internal: [],
    loadBalancer: [{ name: 'anywhere', ports: [port] }],
    ingress: [{ name: 'ingress', namespace: platform.ingress?.namespace, ports: [port] }],
    route: [{ name: 'gateway', namespace: platform.gateway?.namespace, ports: [port] }],
    inferencePool: [{ name: 'gateway', namespace: platform.gateway?.namespace, ports: [port] }],
  };
  return from[exposure.by];
}

/** A cookie of ingress-nginx. @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#session-affinity */
function cookie(seconds: number): Labels {
  const prefix = 'nginx.ingress.kubernetes.io';
  return { [`${prefix}/affinity`]: 'cookie', [`${prefix}/session-cookie-max-age`]: String(seconds) };
}

/** @see https://kubernetes.io/docs/concepts/services-networking/ingress/ */
function writeIngress(
  scope: Construct,
  { name, exposure: { host, path }, labels, stickySeconds }: RouteRequest<Extract<Hosted, { by: 'ingress' }>>,
  { ingress }: Platform,
): void {
  const issuer = ingress?.clusterIssuer;
  const annotations = {
    ...(issuer !== undefined && { 'cert-manager.io/cluster-issuer': issuer }),
    ...(stickySeconds !== undefined && cookie(stickySeconds)),
  };
  emit(scope, 'Route', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, labels, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      ingressClassName: ingress?.className,
      rules: [
        {
          host,
          http: {
            paths: [{ path, pathType: 'Prefix', backend: { service: { name, port: { number: servicePort } } } }],
          },
        },
      ],
      ...(issuer !== undefined && { tls: [{ hosts: [host], secretName: `${name}-tls` }] }),
    },
  });
}

import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { Exposure } from './exposure';
import type { OpenTo } from './network-access';

/** The Service port that routes lead to. */
export const servicePort = 80;

type Hosted = Extract<Exposure, { host: string }>;

/** The Ingress or HTTPRoute that an exposure asks for; nothing for the others. */
export function route(scope: Construct, name: string, exposure: Exposure, labels: Labels, platform: Platform): void {
  if (!('host' in exposure)) return;
  const writers = { ingress: writeIngress, route: writeHttpRoute };
  writers[exposure.by](scope, name, exposure, labels, platform);
}

/** From where the exposure's traffic comes. */
export function openTo(exposure: Exposure, port: number, platform: Platform): readonly OpenTo[] {
  const from = {
    internal: [],
    loadBalancer: [{ name: 'anywhere', ports: [port] }],
    ingress: [{ name: 'ingress', namespace: platform.ingress?.namespace, ports: [port] }],
    route: [{ name: 'gateway', namespace: platform.gateway?.namespace, ports: [port] }],
  };
  return from[exposure.by];
}

/** @see https://kubernetes.io/docs/concepts/services-networking/ingress/ */
function writeIngress(
  scope: Construct,
  name: string,
  { host, path }: Hosted,
  labels: Labels,
  { ingress }: Platform,
): void {
  const issuer = ingress?.clusterIssuer;
  emit(scope, 'Route', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      labels,
      ...(issuer !== undefined && { annotations: { 'cert-manager.io/cluster-issuer': issuer } }),
    },
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

/** @see https://gateway-api.sigs.k8s.io/api-types/httproute/ */
function writeHttpRoute(
  scope: Construct,
  name: string,
  { host, path }: Hosted,
  labels: Labels,
  { gateway }: Platform,
): void {
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
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          backendRefs: [{ group: '', kind: 'Service', name, port: servicePort, weight: 1 }],
        },
      ],
    },
  });
}

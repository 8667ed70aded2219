import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { seconds } from '../duration';
import { emit } from '../kinds/emit';
import type { IngressController } from '../platform/ingress-controller';
import type { Platform } from '../platform/platform';
import type { Authentication } from '../vocabulary/authentication';
import type { Labels } from '../vocabulary/labels';
import { nameOf } from '../vocabulary/named';
import type { Exposure } from './exposure';
import { type RouteRequest, servicePort } from './route-request';

type Ingress = Extract<Exposure, { by: 'ingress' }>;

/** A cookie of ingress-nginx. @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#session-affinity */
function cookie(seconds: number): Labels {
  const prefix = 'nginx.ingress.kubernetes.io';
  return { [`${prefix}/affinity`]: 'cookie', [`${prefix}/session-cookie-max-age`]: String(seconds) };
}

/** Host and port of another service as the controller reaches it. */
function addressOf(
  { service: { peer }, port = 80, path = '/' }: Extract<Authentication, { by: 'external' }>,
  home?: string,
) {
  const namespace = peer.namespace ?? home ?? 'default';
  return `http://${peer.name}.${namespace}.svc.cluster.local:${port}${path}`;
}

function authAnnotations(auth: Authentication, controller: IngressController, home: string | undefined): Labels {
  if (auth.by === 'basic') return controller.basicAuth?.(nameOf(auth.secret)) ?? {};
  if (auth.by !== 'external') return {};
  return controller.externalAuth?.(addressOf(auth, home), auth.signIn, auth.headers ?? []) ?? {};
}

/** What the controller reads beyond hosts and paths. */
function annotationsOf({ timeout, grpc, auth }: Ingress, controller: IngressController, home?: string): Labels {
  return {
    ...(timeout !== undefined && controller.timeout(seconds(timeout))),
    ...(grpc === true && controller.grpc),
    ...(auth !== undefined && authAnnotations(auth, controller, home)),
  };
}

/** @see https://kubernetes.io/docs/concepts/services-networking/ingress/ */
export function writeIngress(
  scope: Construct,
  { name, exposure, labels, stickySeconds }: RouteRequest<Ingress>,
  { ingress }: Platform,
): void {
  const issuer = ingress?.clusterIssuer;
  const annotations = {
    ...(issuer !== undefined && { 'cert-manager.io/cluster-issuer': issuer }),
    ...(stickySeconds !== undefined && cookie(stickySeconds)),
    ...(ingress?.controller !== undefined && annotationsOf(exposure, ingress.controller, Chart.of(scope).namespace)),
  };
  const { host, path } = exposure;
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

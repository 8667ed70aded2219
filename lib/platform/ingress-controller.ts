import type { StringMap } from '../../imports/kubernetes';
import { type Check, made } from '../shape';
import { type Value, value } from '../value';

/** What a controller of Ingresses does beyond hosts and paths, and by which annotations; made by its function. */
export type IngressController = Value<{
  readonly name: string;
  /** The longest that a request may take. */
  readonly timeout: (seconds: number) => StringMap;
  /** Speaks gRPC to the pods. */
  readonly grpc: StringMap;
  /** Names and passwords of a Secret. @default it asks for none */
  readonly basicAuth?: (secret: string) => StringMap;
  /** Another address decides. @default it asks none */
  readonly externalAuth?: (url: string, signIn: string | undefined, headers: readonly string[]) => StringMap;
}>;

/**
 * ingress-nginx; the Secret of `basicAuth()` has one entry `auth`, a file of htpasswd.
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 */
export function ingressNginx(): IngressController {
  const prefix = 'nginx.ingress.kubernetes.io';
  return value('ingress controller', {
    name: 'ingress-nginx',
    timeout: (seconds: number) => ({
      [`${prefix}/proxy-read-timeout`]: String(seconds),
      [`${prefix}/proxy-send-timeout`]: String(seconds),
    }),
    grpc: { [`${prefix}/backend-protocol`]: 'GRPC' },
    basicAuth: (secret: string) => ({ [`${prefix}/auth-type`]: 'basic', [`${prefix}/auth-secret`]: secret }),
    externalAuth: (url: string, signIn: string | undefined, headers: readonly string[]) => ({
      [`${prefix}/auth-url`]: url,
      ...(signIn !== undefined && { [`${prefix}/auth-signin`]: signIn }),
      ...(headers.length > 0 && { [`${prefix}/auth-response-headers`]: headers.join(',') }),
    }),
  });
}

/**
 * The controller of HAProxy Technologies; the Secret of `basicAuth()` has an entry for each name with its hashed password.
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
 */
export function haproxyIngress(): IngressController {
  const prefix = 'haproxy.org';
  return value('ingress controller', {
    name: 'haproxy',
    timeout: (seconds: number) => ({ [`${prefix}/timeout-server`]: `${seconds}s` }),
    grpc: { [`${prefix}/server-proto`]: 'h2' },
    basicAuth: (secret: string) => ({ [`${prefix}/auth-type`]: 'basic-auth', [`${prefix}/auth-secret`]: secret }),
  });
}

export const ingressController: Check<IngressController> = made(
  'ingress controller',
  'ingressNginx() or haproxyIngress()',
);

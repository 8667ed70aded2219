import type { GatewayImplementation } from '../platform/gateway-implementation';
import { value } from '../value';
import type { Authentication } from '../vocabulary/authentication';
import { nameOf } from '../vocabulary/named';

type Of<By extends Authentication['by']> = Extract<Authentication, { by: By }>;

/** What a SecurityPolicy says for each way; the items of its lists with the defaults of its API. */
const asked: { readonly [By in Authentication['by']]: (auth: Of<By>) => object } = {
  basic: ({ secret }) => ({ basicAuth: { users: { group: '', kind: 'Secret', name: nameOf(secret) } } }),
  apiKey: ({ secret, header }) => ({
    apiKeyAuth: {
      credentialRefs: [{ group: '', kind: 'Secret', name: nameOf(secret) }],
      extractFrom: [{ headers: [header] }],
    },
  }),
  jwt: ({ issuer, keys, audiences }) => ({
    jwt: {
      providers: [{ name: 'issuer', issuer, ...(audiences !== undefined && { audiences }), remoteJWKS: { uri: keys } }],
    },
  }),
  external: ({ service, port = 80, path, headers }) => ({
    extAuth: {
      http: {
        backendRefs: [{ group: '', kind: 'Service', name: service.peer.name, port }],
        ...(path !== undefined && { path }),
        ...(headers !== undefined && { headersToBackend: headers }),
      },
    },
  }),
};

/**
 * Envoy Gateway, by a SecurityPolicy for each route. The Secret of `basicAuth()` has one entry `.htpasswd`.
 * @see https://gateway.envoyproxy.io/docs/concepts/gateway_api_extensions/security-policy/
 */
export function envoyGateway(): GatewayImplementation {
  return value('gateway implementation', {
    name: 'envoy-gateway',
    authenticates: ['basic', 'external', 'jwt', 'apiKey'],
    policy: ({ kind, name }, auth) => ({
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'SecurityPolicy',
      spec: {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind, name }],
        ...(asked[auth.by] as (auth: Authentication) => object)(auth),
      },
    }),
  } satisfies GatewayImplementation);
}

import { type Check, integer, listOf, made, record, required, text } from '../shape';
import { type Value, value } from '../value';
import { type HasPeer, hasPeer } from './access';
import { type Named, named } from './named';

/** Who may send requests, asked at the edge; made by `basicAuth()`, `externalAuth()`, `jwt()` or `apiKeys()`. */
export type Authentication = Value<
  | { readonly by: 'basic'; readonly secret: Named }
  | ({ readonly by: 'external'; readonly service: HasPeer } & ExternalAuthOptions)
  | ({ readonly by: 'jwt' } & JwtIssuer)
  | { readonly by: 'apiKey'; readonly secret: Named; readonly header: string }
>;

/** How an edge asks a service such as oauth2-proxy. */
export interface ExternalAuthOptions {
  /** Port of its Service. @default 80 */
  readonly port?: number;
  /** Path that answers 200 or not. @default '/' */
  readonly path?: string;
  /** Page to which a browser is sent that may not pass; Ingress only. @default none: the answer is 401 */
  readonly signIn?: string;
  /** Headers of its answer that the model's server gets. @default none */
  readonly headers?: readonly string[];
}

/** Whose tokens are believed. */
export interface JwtIssuer {
  /** As in the claim `iss`. */
  readonly issuer: string;
  /** Address of its public keys. */
  readonly keys: string;
  /** One of them must be in the claim `aud`. @default any */
  readonly audiences?: readonly string[];
}

/** Name and password, from a Secret whose form the edge decides. */
export function basicAuth(secret: Named): Authentication {
  return value('authentication', { by: 'basic', secret });
}

/** Another service decides on each request. */
export function externalAuth(service: HasPeer, options: ExternalAuthOptions = {}): Authentication {
  return value('authentication', { by: 'external', service, ...options });
}

/** A signed token in `Authorization: Bearer`. @see https://datatracker.ietf.org/doc/html/rfc7519 */
export function jwt(issuer: JwtIssuer): Authentication {
  return value('authentication', { by: 'jwt', ...issuer });
}

/** A key in a header, from a Secret of which each entry is a client and its key. */
export function apiKeys(secret: Named, header = 'x-api-key'): Authentication {
  return value('authentication', { by: 'apiKey', secret, header });
}

type Of<By extends Authentication['by']> = Extract<Authentication, { by: By }>;

const https: Check<string> = (address, field) => {
  if (typeof address === 'string' && /^https:\/\/[^/]/.test(address)) return;
  field.problem('not-allowed', { got: address, allowed: 'an address with https://', remedy: 'give one' });
};

const callable: Check<HasPeer> = (candidate, field) => {
  const before = field.problems.length;
  hasPeer(candidate, field);
  if (field.problems.length > before || (candidate.peer.ports ?? []).length > 0) return;
  field.problem('missing-prop', { got: candidate.peer.name, allowed: 'a peer with ports', remedy: 'give its ports' });
};

const shapes: { readonly [By in Authentication['by']]: Check<Of<By>> } = {
  basic: record<Of<'basic'>>({ by: required(text), secret: required(named) }),
  external: record<Of<'external'>>({
    by: required(text),
    service: required(callable),
    port: integer(1, 65535),
    path: text,
    signIn: https,
    headers: listOf(text, 1),
  }),
  jwt: record<Of<'jwt'>>({
    by: required(text),
    issuer: required(text),
    keys: required(https),
    audiences: listOf(text, 1),
  }),
  apiKey: record<Of<'apiKey'>>({ by: required(text), secret: required(named), header: required(text) }),
};

export const authentication: Check<Authentication> = (candidate, field) => {
  const before = field.problems.length;
  made<Authentication>('authentication', 'basicAuth(), externalAuth(), jwt() or apiKeys()')(candidate, field);
  if (field.problems.length === before) (shapes[candidate.by] as Check<object>)({ ...candidate }, field);
};

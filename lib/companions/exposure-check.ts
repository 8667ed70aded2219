import { duration, seconds } from '../duration';
import { hostName } from '../names';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { type Check, flag, integer, listOf, made, mapOf, oneOf, record, required, type Shape, text } from '../shape';
import { calledPeer, hasPeer } from '../vocabulary/access';
import { authentication } from '../vocabulary/authentication';
import { type Exposure, edgeOf, type RouteMirror, type RouteVersion, type SplitOptions } from './exposure';

type Of<By extends Exposure['by']> = Extract<Exposure, { by: By }>;

/** The rest of the requests stays with the service itself. */
const versions: Check<readonly RouteVersion[]> = (given, field) => {
  const before = field.problems.length;
  listOf(record<RouteVersion>({ to: required(hasPeer), weight: integer(0, 100), headers: mapOf(text) }), 1)(
    given,
    field,
  );
  if (field.problems.length > before) return;
  const sum = given.reduce((total, { weight = 0 }) => total + weight, 0);
  if (sum > 100)
    field.problem('out-of-range', { got: `${sum} %`, allowed: 'at most 100 in sum', remedy: 'lower the weights' });
  for (const [index, { weight = 0, headers = {} }] of given.entries()) {
    if (weight > 0 || Object.keys(headers).length > 0) continue;
    field.at(index).problem('missing-prop', {
      got: 'a version without weight and headers',
      allowed: 'one of them',
      remedy: 'say which requests it gets',
    });
  }
};

const split: Shape<SplitOptions> = {
  mirror: record<RouteMirror>({ to: required(hasPeer), percent: integer(1, 100) }),
  versions,
  auth: authentication,
};

/** @see https://protobuf.dev/reference/protobuf/proto3-spec/ */
const grpcService: Check<string> = (name, field) => {
  if (typeof name === 'string' && /^[A-Za-z_][A-Za-z_0-9]*(\.[A-Za-z_][A-Za-z_0-9]*)*$/.test(name)) return;
  field.problem('bad-name', {
    got: name,
    allowed: 'package and service of a .proto file',
    remedy: 'give a name such as inference.GRPCInferenceService',
  });
};

const oneAttempt: Check<Of<'route'>> = ({ timeout, backendTimeout }, field) => {
  if (timeout === undefined || backendTimeout === undefined || seconds(backendTimeout) <= seconds(timeout)) return;
  field.at('backendTimeout').problem('out-of-range', {
    got: backendTimeout,
    allowed: `at most the timeout, ${timeout}`,
    remedy: 'shorten it, or give the whole request longer',
  });
};

const shapes: { readonly [By in Exposure['by']]: Check<Of<By>> } = {
  internal: record<Of<'internal'>>({ by: required(text) }),
  loadBalancer: record<Of<'loadBalancer'>>({
    by: required(text),
    annotations: required(mapOf(text)),
    sourceRanges: required(listOf(text)),
  }),
  ingress: record<Of<'ingress'>>({
    by: required(text),
    host: required(hostName),
    path: required(text),
    timeout: duration,
    grpc: flag,
    auth: authentication,
  }),
  route: record<Of<'route'>>(
    {
      by: required(text),
      host: required(hostName),
      path: required(text),
      timeout: duration,
      backendTimeout: duration,
      ...split,
    },
    oneAttempt,
  ),
  grpcRoute: record<Of<'grpcRoute'>>({
    by: required(text),
    host: required(hostName),
    services: listOf(grpcService, 1),
    ...split,
  }),
  inferencePool: record<Of<'inferencePool'>>({
    by: required(text),
    host: required(hostName),
    path: required(text),
    picker: required(calledPeer),
    withoutPicker: oneOf('FailClose', 'FailOpen'),
    timeout: duration,
  }),
};

export const exposure: Check<Exposure> = (candidate, field) => {
  const before = field.problems.length;
  const makers =
    "internal(), loadBalancer(), ingress('host'), route('host'), grpcRoute('host') or inferencePool('host', picker)";
  made<Exposure>('exposure', makers)(candidate, field);
  if (field.problems.length === before) (shapes[candidate.by] as Check<object>)({ ...candidate }, field);
};

const facts = {
  internal: undefined,
  loadBalancer: undefined,
  ingress: 'ingress',
  route: 'gateway',
  grpcRoute: 'gateway',
  inferencePool: 'gateway',
} as const;

/** Whether the platform's edge is there, and carries what is asked of it. */
export function exposureOnPlatform(wanted: Exposure, platform: Platform, field: Field): void {
  const needed = facts[wanted.by];
  if (needed === undefined) return;
  if (platform[needed] === undefined) missing(`${wanted.by}()`, needed, field);
  else if (wanted.by === 'ingress') onController(wanted, platform, field);
  else onGateway(wanted, platform, field);
}

function missing(got: string, fact: string, field: Field): void {
  field.problem('missing-platform-fact', {
    got,
    allowed: `a platform with ${fact}`,
    remedy: `state platform.${fact}, or expose it otherwise`,
  });
}

/** An Ingress says by itself nothing but hosts and paths. */
function onController({ timeout, grpc, auth }: Of<'ingress'>, { ingress }: Platform, field: Field): void {
  const asked = { timeout, grpc: grpc === true ? grpc : undefined, auth: auth?.by };
  const [first] = Object.entries(asked).flatMap(([key, one]) => (one === undefined ? [] : [key]));
  if (first === undefined) return;
  const controller = ingress?.controller;
  if (controller === undefined) {
    missing(`ingress() with ${first}`, 'ingress.controller', field.at(first));
    return;
  }
  const able = { basic: controller.basicAuth, external: controller.externalAuth, jwt: undefined, apiKey: undefined };
  if (auth === undefined || able[auth.by] !== undefined) return;
  cannotAsk(
    auth.by,
    controller.name,
    Object.entries(able).flatMap(([by, made]) => (made ? [by] : [])),
    field,
  );
}

/** The Gateway API has no authentication in its standard channel. */
function onGateway(wanted: Exposure, { gateway }: Platform, field: Field): void {
  const { auth } = edgeOf(wanted);
  if (auth === undefined) return;
  const implementation = gateway?.implementation;
  if (implementation === undefined) missing(`${wanted.by}() with auth`, 'gateway.implementation', field.at('auth'));
  else if (!implementation.authenticates.includes(auth.by))
    cannotAsk(auth.by, implementation.name, implementation.authenticates, field);
  else if (auth.by === 'external' && auth.signIn !== undefined) {
    field.at('auth').at('signIn').problem('not-allowed', {
      got: auth.signIn,
      allowed: 'a page to sign in at an Ingress',
      remedy: 'leave it out: the service that is asked may redirect by itself',
    });
  }
}

function cannotAsk(by: string, name: string, able: readonly string[], field: Field): void {
  field.at('auth').problem('not-allowed', {
    got: by,
    allowed: `what ${name} can ask: ${able.join(', ')}`,
    remedy: 'choose one of these, or let the server ask: it gets its keys by `secrets`',
  });
}

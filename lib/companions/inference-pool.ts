import type { Construct } from 'constructs';
import { type Duration, withoutDays } from '../duration';
import { emit } from '../kinds/emit';
import type { Platform } from '../platform/platform';
import { type Value, value } from '../value';
import type { Access, HasPeer } from '../vocabulary/access';
import type { Exposure } from './exposure';
import { parentOf } from './gateway-route';
import type { RouteRequest } from './route-request';

/** Settings of a pool. */
export interface InferencePoolOptions {
  /** @default '/' */
  readonly path?: string;
  /** What becomes of requests while the picker is away: refused, or sent to any pod. @default 'FailClose' */
  readonly withoutPicker?: 'FailClose' | 'FailOpen';
  /** How long a request may take. @default what the Gateway allows */
  readonly timeout?: Duration;
}

/** A host on the platform's Gateway, each request sent to the pod that a picker chooses. */
export type InferencePoolExposure = Value<
  { readonly by: 'inferencePool'; readonly host: string; readonly path: string; readonly picker: HasPeer } & Omit<
    InferencePoolOptions,
    'path'
  >
>;

/**
 * A host on the platform's Gateway where a picker chooses the pod of each request by queue, memory and prefix of
 * conversations. @see https://gateway-api-inference-extension.sigs.k8s.io/
 * @param picker an `EndpointPicker`, or the Service of another one: `peer({ name, labels, ports: [9002] })`
 */
export function inferencePool(
  host: string,
  picker: HasPeer,
  options: InferencePoolOptions = {},
): InferencePoolExposure {
  const { path = '/', ...more } = options;
  return value('exposure', { by: 'inferencePool', host, path, picker, ...more });
}

/** The picker reads the metrics of the pods. */
export function withPicker(access: Access, exposure: Exposure): Access {
  if (exposure.by !== 'inferencePool') return access;
  return { ...access, callers: [...(access.callers ?? []), exposure.picker] };
}

const group = 'inference.networking.k8s.io';

/** The pool of the service's pods, and the route that leads to it. */
export function writeInferencePool(
  scope: Construct,
  { name, exposure, labels, selector, port }: RouteRequest<InferencePoolExposure>,
  { gateway }: Platform,
): void {
  const { host, path, picker, withoutPicker = 'FailClose', timeout } = exposure;
  const [pickerPort] = picker.peer.ports ?? [];
  emit(scope, 'Pool', {
    apiVersion: `${group}/v1`,
    kind: 'InferencePool',
    metadata: { name, labels },
    spec: {
      selector: { matchLabels: selector },
      targetPorts: [{ number: port }],
      appProtocol: 'http',
      endpointPickerRef: {
        group: '',
        kind: 'Service',
        name: picker.peer.name,
        port: { number: pickerPort },
        failureMode: withoutPicker,
      },
    },
  });
  emit(scope, 'Route', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, labels },
    spec: {
      parentRefs: [parentOf(gateway)],
      hostnames: [host],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          ...(timeout !== undefined && { timeouts: { request: withoutDays(timeout) } }),
          backendRefs: [{ group, kind: 'InferencePool', name, weight: 1 }],
        },
      ],
    },
  });
}

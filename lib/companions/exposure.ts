import { hostName } from '../names';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { type Check, listOf, made, mapOf, record, required, text } from '../shape';
import { type Value, value } from '../value';
import type { Labels } from '../vocabulary/labels';

/** How a service is reached; made by `internal()`, `loadBalancer()`, `ingress()` or `route()`. */
export type Exposure = Value<
  | { readonly by: 'internal' }
  | { readonly by: 'loadBalancer'; readonly annotations: Labels; readonly sourceRanges: readonly string[] }
  | { readonly by: 'ingress' | 'route'; readonly host: string; readonly path: string }
>;

/** Inside of the cluster only. */
export function internal(): Exposure {
  return value('exposure', { by: 'internal' });
}

/** Settings of a load balancer. */
export interface LoadBalancerOptions {
  /** Annotations that the cloud's controller reads. @default none */
  readonly annotations?: Labels;
  /** Addresses that may call it. @default all */
  readonly sourceRanges?: readonly string[];
}

/** A load balancer of the cloud, port 80. */
export function loadBalancer({ annotations = {}, sourceRanges = [] }: LoadBalancerOptions = {}): Exposure {
  return value('exposure', { by: 'loadBalancer', annotations, sourceRanges });
}

/** A host on the platform's Ingress controller. */
export function ingress(host: string, path = '/'): Exposure {
  return value('exposure', { by: 'ingress', host, path });
}

/** A host on the platform's Gateway. */
export function route(host: string, path = '/'): Exposure {
  return value('exposure', { by: 'route', host, path });
}

const shape = record<{
  by: string;
  host?: string;
  path?: string;
  annotations?: Labels;
  sourceRanges?: readonly string[];
}>({
  by: required(text),
  host: hostName,
  path: text,
  annotations: mapOf(text),
  sourceRanges: listOf(text),
});

export const exposure: Check<Exposure> = (candidate, field) => {
  const before = field.problems.length;
  made<Exposure>('exposure', "internal(), loadBalancer(), ingress('host') or route('host')")(candidate, field);
  if (field.problems.length === before) shape({ ...candidate }, field);
};

export function exposureOnPlatform(wanted: Exposure, platform: Platform, field: Field): void {
  const fact = { ingress: 'ingress', route: 'gateway', internal: undefined, loadBalancer: undefined } as const;
  const needed = fact[wanted.by];
  if (needed === undefined || platform[needed] !== undefined) return;
  field.problem('missing-platform-fact', {
    got: `${wanted.by}()`,
    allowed: `a platform with ${needed}`,
    remedy: `state platform.${needed}, or expose it otherwise`,
  });
}

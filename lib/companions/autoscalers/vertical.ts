import type { Construct } from 'constructs';
import type { Rendered } from '../../engine';
import { emit } from '../../kinds/emit';
import { checkOperator } from '../../platform/operator-need';
import type { Platform } from '../../platform/platform';
import { atLeast } from '../../platform/version';
import type { Field } from '../../problems';
import { canonicalQuantity, quantity } from '../../quantity';
import { type Check, made, record, required } from '../../shape';
import { type Value, value } from '../../value';
import type { Labels } from '../../vocabulary/labels';
import { isResource, type Scale } from '../autoscaler';

/** CPU and memory of the container that answers. */
export interface VerticalBound {
  readonly cpu: string;
  readonly memory: string;
}

/** Between what its requests may change. */
export interface ResizeOptions {
  /** @default no bound */
  readonly least?: VerticalBound;
  /** What nodes and quotas must have room for: capacity is proved with the request that is declared. */
  readonly most: VerticalBound;
}

/** Requests that follow the use; made by `recommendations()` or `resizeInPlace()`. */
export type Vertical = Value<{ readonly mode: 'Off' | 'InPlaceOrRecreate'; readonly bounds?: ResizeOptions }>;

/** Kubernetes that resizes a running pod, and the autoscaler that asks for it. */
const sinceInPlace = { kubernetes: '1.33', autoscaler: '1.5' };
const operator = 'vertical-pod-autoscaler';

/** What its requests should be, in the status of a VerticalPodAutoscaler; nothing is changed. */
export function recommendations(): Vertical {
  return value('vertical', { mode: 'Off' } as const);
}

/** Requests follow the use, in the running pod where its node has room, else in a new one. */
export function resizeInPlace(bounds: ResizeOptions): Vertical {
  return value('vertical', { mode: 'InPlaceOrRecreate', bounds } as const);
}

const bound = record<VerticalBound>({ cpu: required(quantity), memory: required(quantity) });
const bounds = record<ResizeOptions>({ least: bound, most: required(bound) });

export const vertical: Check<Vertical> = (candidate, field) => {
  const before = field.problems.length;
  made<Vertical>('vertical', 'recommendations() or resizeInPlace({ most })')(candidate, field);
  if (field.problems.length === before && candidate.mode !== 'Off') bounds(candidate.bounds as ResizeOptions, field);
};

/** Whether the cluster can do it, and whether no other autoscaler reads the requests that it changes. */
export function verticalOnPlatform(
  { mode }: Vertical,
  scale: Scale | undefined,
  platform: Platform,
  field: Field,
): void {
  const inPlace = mode !== 'Off';
  checkOperator({ operator, ...(inPlace && { version: sinceInPlace.autoscaler }) }, 'vertical', platform, field);
  if (!inPlace) return;
  if (!atLeast(platform.kubernetes, sinceInPlace.kubernetes)) {
    field.problem('version-too-old', {
      got: `resizeInPlace() on Kubernetes ${platform.kubernetes}`,
      allowed: `Kubernetes ${sinceInPlace.kubernetes} or newer`,
      remedy: 'choose recommendations(), or upgrade the cluster',
    });
  }
  const resources = (scale?.on ?? []).filter(isResource).map(({ resource }) => resource);
  if (resources.length === 0) return;
  field.problem('not-allowed', {
    got: `resizeInPlace() with a scale on ${resources.join(', ')}`,
    allowed: 'a scale on other signals',
    remedy: 'both would answer the same load: scale on requests, or choose recommendations()',
  });
}

const canonical = ({ cpu, memory }: VerticalBound): VerticalBound => ({
  cpu: canonicalQuantity(cpu),
  memory: canonicalQuantity(memory),
});

/** @see https://github.com/kubernetes/autoscaler/blob/vertical-pod-autoscaler-1.5.1/vertical-pod-autoscaler/docs/api.md */
export function verticalAutoscaler(
  scope: Construct,
  name: string,
  container: string,
  { mode, bounds: given }: Vertical,
  target: NonNullable<Rendered['scaleTarget']>,
  labels: Labels,
): void {
  emit(scope, 'Vertical', {
    apiVersion: 'autoscaling.k8s.io/v1',
    kind: 'VerticalPodAutoscaler',
    metadata: { name, labels },
    spec: {
      targetRef: target,
      updatePolicy: { updateMode: mode },
      ...(given !== undefined && {
        resourcePolicy: {
          containerPolicies: [
            {
              containerName: container,
              ...(given.least !== undefined && { minAllowed: canonical(given.least) }),
              maxAllowed: canonical(given.most),
            },
            { containerName: '*', mode: 'Off' },
          ],
        },
      }),
    },
  });
}

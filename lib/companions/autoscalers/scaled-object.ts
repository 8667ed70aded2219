import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ScaledObjectSpec, TriggerAuthenticationSpec } from '../../../imports/keda';
import { type Duration, seconds } from '../../duration';
import { emit } from '../../kinds/emit';
import type { Field } from '../../problems';
import type { Labels } from '../../vocabulary/labels';

const apiVersion = 'keda.sh/v1alpha1';

/** KEDA names its own autoscaler after the object, and takes no longer name for that. */
const nameLimit = 63 - 'keda-hpa-'.length;

/** What KEDA scales, and by what. */
export interface ScaledObjectRequest extends Pick<ScaledObjectSpec, 'triggers' | 'fallback'> {
  readonly name: string;
  readonly labels: Labels;
  readonly target: ScaledObjectSpec['scaleTargetRef'];
  readonly min: number;
  readonly max: number;
  /** Time between two readings while no pod stands. */
  readonly polling: Duration;
  /** How long nothing is asked for before the last pod goes, in seconds. */
  readonly cooldownSeconds: number;
  /** How fast pods come and go. @default as the autoscaler of Kubernetes does */
  readonly behavior?: object;
}

/** KEDA, which makes an autoscaler of Kubernetes of it and starts the first pod itself; nobody else writes replicas. */
export function scaledObject(scope: Construct, request: ScaledObjectRequest): ApiObject {
  const { name, labels, target, min, max, polling, cooldownSeconds, triggers, fallback, behavior } = request;
  const spec: ScaledObjectSpec = {
    scaleTargetRef: target,
    minReplicaCount: min,
    maxReplicaCount: max,
    ...(min === 0 && { pollingInterval: seconds(polling), cooldownPeriod: cooldownSeconds }),
    ...(fallback !== undefined && { fallback }),
    ...(behavior !== undefined && { advanced: { horizontalPodAutoscalerConfig: { behavior } } }),
    triggers,
  };
  return emit(scope, 'Autoscaler', { apiVersion, kind: 'ScaledObject', metadata: { name, labels }, spec });
}

/** As whom KEDA reads: the name of a trigger's `authenticationRef`. */
export function triggerAuthentication(
  scope: Construct,
  name: string,
  spec: TriggerAuthenticationSpec,
  labels: Labels,
): ApiObject {
  return emit(scope, 'TriggerAuthentication', {
    apiVersion,
    kind: 'TriggerAuthentication',
    metadata: { name, labels },
    spec,
  });
}

export function scaledObjectName(name: string, field: Field): void {
  if (name.length <= nameLimit) return;
  field.problem('name-too-long', {
    got: `'${name}', ${name.length} characters`,
    allowed: `at most ${nameLimit}: KEDA names its autoscaler keda-hpa-<name>`,
    remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
  });
}

/** From the first pod on it is the autoscaler of Kubernetes that reads, in its own rhythm. */
export function onlyFromZero<Key extends string>(
  keys: readonly Key[],
  given: { readonly [K in Key]?: Duration },
  min: number,
  field: Field,
): void {
  for (const key of keys) {
    if (given[key] === undefined || min === 0) continue;
    field.at(key).problem('not-allowed', {
      got: `${key} with min ${min}`,
      allowed: `${key} with min: 0`,
      remedy: 'leave it out: KEDA does not read it while a replica stands',
    });
  }
}

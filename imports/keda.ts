/**
 * KEDA, v2.20.2, `keda.sh/v1alpha1`: only the fields that this library writes.
 * @see https://keda.sh/docs/2.20/reference/scaledobject-spec/
 */
export interface ScaledObjectSpec {
  readonly scaleTargetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
  readonly pollingInterval?: number;
  readonly cooldownPeriod?: number;
  readonly triggers: readonly Trigger[];
  readonly fallback?: { readonly failureThreshold: number; readonly replicas: number; readonly behavior: string };
  readonly advanced?: { readonly horizontalPodAutoscalerConfig: { readonly behavior: object } };
}

export interface Trigger {
  readonly type: string;
  readonly name?: string;
  /** Every value is a text, as the source of events reads it. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly metricType?: 'AverageValue' | 'Value' | 'Utilization';
  readonly authenticationRef?: { readonly name: string };
}

/** @see https://keda.sh/docs/2.20/concepts/authentication/ */
export interface TriggerAuthenticationSpec {
  readonly secretTargetRef?: readonly { readonly parameter: string; readonly name: string; readonly key: string }[];
  readonly podIdentity?: { readonly provider: 'aws' | 'azure-workload' | 'gcp' };
}

import type { EnvVar, PodTemplate, Quantities, SecurityContext, StringMap, VolumeMount } from './kubernetes';

/**
 * Wire format of KubeRay 1.7.0, `ray.io/v1`: only the fields that this library writes.
 * @see https://github.com/ray-project/kuberay/blob/v1.7.0/ray-operator/apis/ray/v1/rayjob_types.go
 */
export interface RayJobSpec {
  readonly entrypoint: string;
  readonly submissionMode: 'K8sJobMode';
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly shutdownAfterJobFinishes: boolean;
  readonly deletionStrategy?: { readonly deletionRules: readonly DeletionRule[] };
  readonly rayClusterSpec: RayClusterSpec;
  readonly submitterPodTemplate: PodTemplate;
}

export interface DeletionRule {
  readonly policy: 'DeleteCluster' | 'DeleteWorkers';
  readonly condition: {
    readonly jobStatus?: 'SUCCEEDED';
    readonly jobDeploymentStatus?: 'Failed';
    readonly ttlSeconds: number;
  };
}

/** @see https://github.com/ray-project/kuberay/blob/v1.7.0/ray-operator/apis/ray/v1/raycluster_types.go */
export interface RayClusterSpec {
  readonly rayVersion: string;
  readonly enableInTreeAutoscaling?: true;
  readonly autoscalerOptions?: {
    readonly version: 'v2';
    readonly idleTimeoutSeconds: number;
    readonly resources: { readonly requests?: Quantities; readonly limits?: Quantities };
    readonly securityContext: SecurityContext;
    readonly env: readonly EnvVar[];
    readonly volumeMounts: readonly VolumeMount[];
  };
  readonly authOptions?: { readonly mode: 'token' };
  readonly gcsFaultToleranceOptions?: {
    readonly redisAddress: string;
    readonly redisPassword?: { readonly valueFrom: EnvVar['valueFrom'] };
  };
  readonly headGroupSpec: { readonly rayStartParams: StringMap; readonly template: PodTemplate };
  readonly workerGroupSpecs: readonly WorkerGroupSpec[];
}

export interface WorkerGroupSpec {
  readonly groupName: string;
  readonly replicas: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly numOfHosts: 1;
  /** Since 1.7. */
  readonly priority?: 0;
  readonly rayStartParams: StringMap;
  readonly template: PodTemplate;
}

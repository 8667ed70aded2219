import type { ObjectMeta, PodTemplate } from './kubernetes';

/**
 * Wire format of JobSet 0.12.0, `jobset.x-k8s.io/v1alpha2`, as it stands in a TrainingRuntime: only the fields that this
 * library writes.
 * @see https://github.com/kubernetes-sigs/jobset/blob/v0.12.0/api/jobset/v1alpha2/jobset_types.go
 */
export interface JobSetSpec {
  readonly network?: { readonly enableDNSHostnames: boolean; readonly publishNotReadyAddresses: boolean };
  readonly successPolicy?: { readonly operator: 'All' | 'Any'; readonly targetReplicatedJobs?: readonly string[] };
  readonly replicatedJobs: readonly ReplicatedJob[];
}

export interface ReplicatedJob {
  readonly name: string;
  readonly replicas: 1;
  readonly groupName: 'default';
  readonly dependsOn?: readonly { readonly name: string; readonly status: 'Ready' | 'Complete' }[];
  readonly template: { readonly metadata?: ObjectMeta; readonly spec: JobSpec };
}

/** A Job's spec, Kubernetes 1.34. @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/job-v1/ */
export interface JobSpec {
  readonly parallelism: number;
  readonly completions: number;
  readonly completionMode: 'Indexed' | 'NonIndexed';
  readonly backoffLimit?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly activeDeadlineSeconds?: number;
  readonly podFailurePolicy?: { readonly rules: readonly object[] };
  readonly successPolicy?: {
    readonly rules: readonly { readonly succeededIndexes?: string; readonly succeededCount?: number }[];
  };
  readonly template: PodTemplate;
}

import type { JobSetSpec } from './jobset';
import type { Container, EnvVar, PodSpec, PodTemplate, StringMap } from './kubernetes';

/**
 * Wire format of Kubeflow Trainer 2.3.0, `trainer.kubeflow.org/v1alpha1`: only the fields that this library writes.
 * @see https://github.com/kubeflow/trainer/blob/v2.3.0/pkg/apis/trainer/v1alpha1/trainjob_types.go
 */
export interface TrainJobSpec {
  readonly runtimeRef: {
    readonly apiGroup: 'trainer.kubeflow.org';
    readonly kind: 'TrainingRuntime' | 'ClusterTrainingRuntime';
    readonly name: string;
  };
  readonly trainer: {
    readonly image?: string;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    readonly env?: readonly EnvVar[];
    readonly numNodes: number;
    readonly numProcPerNode?: number;
    readonly resourcesPerNode?: Container['resources'];
  };
  readonly initializer?: { readonly dataset?: Initializer; readonly model?: Initializer };
  readonly runtimePatches?: readonly RuntimePatch[];
  readonly activeDeadlineSeconds?: number;
}

export interface Initializer {
  readonly storageUri: string;
  readonly secretRef?: { readonly name: string };
}

/** What a TrainJob may change in the pods of a runtime that it does not own. */
export interface RuntimePatch {
  readonly manager: string;
  readonly trainingRuntimeSpec: {
    readonly template: {
      readonly spec: {
        readonly replicatedJobs: readonly {
          readonly name: string;
          readonly template: {
            readonly spec: {
              readonly template: {
                readonly metadata: PodTemplate['metadata'];
                readonly spec: PatchedPod;
              };
            };
          };
        }[];
      };
    };
  };
}

type PatchedPod = Pick<
  PodSpec,
  | 'affinity'
  | 'imagePullSecrets'
  | 'nodeSelector'
  | 'securityContext'
  | 'serviceAccountName'
  | 'terminationGracePeriodSeconds'
  | 'tolerations'
  | 'volumes'
> & { readonly containers: readonly Pick<Container, 'name' | 'securityContext' | 'volumeMounts'>[] };

/** @see https://github.com/kubeflow/trainer/blob/v2.3.0/pkg/apis/trainer/v1alpha1/trainingruntime_types.go */
export interface TrainingRuntimeSpec {
  readonly mlPolicy: {
    readonly numNodes: number;
    readonly torch?: Readonly<Record<string, never>>;
    readonly jax?: Readonly<Record<string, never>>;
    readonly xgboost?: Readonly<Record<string, never>>;
    readonly mpi?: {
      readonly numProcPerNode: number;
      readonly mpiImplementation: 'OpenMPI';
      readonly sshAuthMountPath: string;
      readonly runLauncherAsNode: true;
    };
  };
  readonly podGroupPolicy?:
    | { readonly coscheduling: { readonly scheduleTimeoutSeconds: number } }
    | { readonly volcano: Readonly<Record<string, never>> };
  readonly template: { readonly metadata?: { readonly annotations: StringMap }; readonly spec: JobSetSpec };
}

import type { PodSpec, PodTemplate, StringMap } from './kubernetes';

/**
 * Wire format of the Kubeflow Spark operator 2.5.2, `sparkoperator.k8s.io/v1beta2`: only the fields that this library
 * writes.
 * @see https://github.com/kubeflow/spark-operator/blob/v2.5.2/api/v1beta2/sparkapplication_types.go
 */
export interface SparkApplicationSpec {
  readonly type: 'Java' | 'Scala' | 'Python' | 'R';
  readonly mode: 'cluster';
  readonly sparkVersion: string;
  readonly image: string;
  readonly imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never';
  readonly mainApplicationFile: string;
  readonly mainClass?: string;
  readonly arguments?: readonly string[];
  readonly sparkConf?: StringMap;
  readonly restartPolicy:
    | { readonly type: 'Never' }
    | {
        readonly type: 'OnFailure';
        readonly onFailureRetries: number;
        readonly onFailureRetryInterval: number;
        readonly onSubmissionFailureRetries: number;
        readonly onSubmissionFailureRetryInterval: number;
      };
  readonly batchScheduler?: string;
  readonly batchSchedulerOptions?: { readonly queue: string };
  readonly dynamicAllocation?: {
    readonly enabled: true;
    readonly initialExecutors: number;
    readonly minExecutors: number;
    readonly maxExecutors: number;
    readonly shuffleTrackingEnabled: true;
  };
  readonly driver: SparkPod;
  readonly executor: SparkPod & { readonly instances?: number };
}

export interface SparkPod {
  readonly cores: number;
  readonly coreRequest: string;
  readonly coreLimit?: string;
  /** In the units of a JVM: `m` is a mebibyte. */
  readonly memory: string;
  readonly memoryOverhead: string;
  /** In those of Kubernetes. */
  readonly memoryLimit?: string;
  readonly serviceAccount: string;
  readonly template: PodTemplate;
  readonly annotations?: StringMap;
  readonly nodeSelector?: PodSpec['nodeSelector'];
  readonly affinity?: PodSpec['affinity'];
  readonly tolerations?: PodSpec['tolerations'];
  readonly priorityClassName?: string;
  readonly gpu?: { readonly name: string; readonly quantity: number };
}

/** @see https://github.com/kubeflow/spark-operator/blob/v2.5.2/api/v1beta2/scheduledsparkapplication_types.go */
export interface ScheduledSparkApplicationSpec {
  readonly schedule: string;
  readonly timeZone: string;
  readonly concurrencyPolicy: 'Forbid';
  readonly suspend: boolean;
  readonly successfulRunHistoryLimit: number;
  readonly failedRunHistoryLimit: number;
  readonly template: SparkApplicationSpec;
}

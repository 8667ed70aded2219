/**
 * Katib 0.19.0, `kubeflow.org/v1beta1`: only the fields that this library writes. The definition on the cluster has no
 * schema: what these types let pass is judged by Katib's webhook, and the settings of algorithms by their services.
 * @see https://github.com/kubeflow/katib/blob/v0.19.0/pkg/apis/controller/experiments/v1beta1/experiment_types.go
 */
import type { KubernetesObject, PodTemplate } from './kubernetes';

/** A setting of an algorithm; every value is a text. */
export interface KatibSetting {
  readonly name: string;
  readonly value: string;
}

export interface KatibFeasibleSpace {
  readonly min?: string;
  readonly max?: string;
  readonly step?: string;
  readonly distribution?: 'uniform' | 'logUniform';
  readonly list?: readonly string[];
}

export interface KatibParameter {
  readonly name: string;
  readonly parameterType: 'double' | 'int' | 'categorical';
  readonly feasibleSpace: KatibFeasibleSpace;
}

export interface KatibObjective {
  readonly type: 'minimize' | 'maximize';
  readonly goal?: number;
  readonly objectiveMetricName: string;
  readonly additionalMetricNames?: readonly string[];
  /** Written back by the webhook when it is absent. */
  readonly metricStrategies: readonly { readonly name: string; readonly value: 'min' | 'max' }[];
}

export interface KatibMetricsSource {
  readonly fileSystemPath?: {
    readonly path: string;
    readonly kind: 'File' | 'Directory';
    readonly format?: 'TEXT' | 'JSON';
  };
  readonly httpGet?: { readonly path: string; readonly port: number };
  readonly filter?: { readonly metricsFormat: readonly string[] };
}

export type KatibCollectorKind = 'StdOut' | 'File' | 'TensorFlowEvent' | 'PrometheusMetric';

export interface KatibTrialJob {
  readonly apiVersion: 'batch/v1';
  readonly kind: 'Job';
  readonly metadata?: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly backoffLimit: number;
    readonly activeDeadlineSeconds: number;
    readonly podFailurePolicy: { readonly rules: readonly object[] };
    readonly template: PodTemplate;
  };
}

export interface KatibExperimentSpec {
  readonly objective: KatibObjective;
  readonly algorithm: { readonly algorithmName: string; readonly algorithmSettings?: readonly KatibSetting[] };
  readonly earlyStopping?: {
    readonly algorithmName: 'medianstop';
    readonly algorithmSettings?: readonly KatibSetting[];
  };
  readonly parameters: readonly KatibParameter[];
  readonly parallelTrialCount: number;
  readonly maxTrialCount: number;
  readonly maxFailedTrialCount: number;
  readonly resumePolicy: 'Never' | 'FromVolume';
  readonly metricsCollectorSpec: {
    readonly collector: { readonly kind: KatibCollectorKind };
    readonly source?: KatibMetricsSource;
  };
  readonly trialTemplate: {
    readonly primaryContainerName: string;
    readonly successCondition: string;
    readonly failureCondition: string;
    readonly trialParameters: readonly { readonly name: string; readonly reference: string }[];
    readonly trialSpec: KatibTrialJob;
  };
}

export interface KatibExperiment extends KubernetesObject {
  readonly apiVersion: 'kubeflow.org/v1beta1';
  readonly kind: 'Experiment';
  readonly spec: KatibExperimentSpec;
}

import type { Platform } from '../platform/platform';

/** One series of kube-state-metrics about custom resources, in its own words. */
interface CustomMetric {
  readonly name: string;
  readonly help: string;
  readonly each: object;
}

/** What is read of the state of a kind that Kubernetes itself does not know. */
export interface CustomState {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** As rights name it. */
  readonly resource: string;
  readonly operator: string;
  readonly metrics: readonly CustomMetric[];
  /** Where it says how it fares, and the values there that are its ends; undefined of what never ends. */
  readonly ends?: { readonly label: 'state' | 'type'; readonly good: string; readonly bad: string };
}

const gauge = (name: string, path: readonly string[]): CustomMetric => ({
  name,
  help: path.join('.'),
  each: { type: 'Gauge', gauge: { path, nilIsZero: name === 'available' } },
});
const states = (path: readonly string[], list: readonly string[]): CustomMetric => ({
  name: 'status',
  help: path.join('.'),
  each: { type: 'StateSet', stateSet: { labelName: 'state', path, list } },
});
const conditions: CustomMetric = {
  name: 'status',
  help: 'status.conditions',
  each: {
    type: 'Gauge',
    gauge: { path: ['status', 'conditions'], labelsFromPath: { type: ['type'] }, valueFrom: ['status'] },
  },
};

export const customStates: readonly CustomState[] = [
  {
    group: 'ray.io',
    version: 'v1',
    kind: 'RayJob',
    resource: 'rayjobs',
    operator: 'kuberay',
    metrics: [
      gauge('started', ['status', 'startTime']),
      states(['status', 'jobDeploymentStatus'], ['Complete', 'Failed', 'ValidationFailed']),
    ],
    ends: { label: 'state', good: 'Complete', bad: 'Failed|ValidationFailed' },
  },
  {
    group: 'sparkoperator.k8s.io',
    version: 'v1beta2',
    kind: 'SparkApplication',
    resource: 'sparkapplications',
    operator: 'spark-operator',
    metrics: [
      gauge('started', ['status', 'lastSubmissionAttemptTime']),
      states(['status', 'applicationState', 'state'], ['COMPLETED', 'FAILED']),
    ],
    ends: { label: 'state', good: 'COMPLETED', bad: 'FAILED' },
  },
  {
    group: 'kubeflow.org',
    version: 'v1beta1',
    kind: 'Experiment',
    resource: 'experiments',
    operator: 'katib',
    metrics: [gauge('started', ['status', 'startTime']), conditions],
    ends: { label: 'type', good: 'Succeeded', bad: 'Failed' },
  },
  {
    group: 'argoproj.io',
    version: 'v1alpha1',
    kind: 'Rollout',
    resource: 'rollouts',
    operator: 'argo-rollouts',
    metrics: [gauge('replicas', ['spec', 'replicas']), gauge('available', ['status', 'availableReplicas'])],
  },
];

/** Name of a series: `mlops_rayjob_started`. */
export function stateSeries({ kind }: Pick<CustomState, 'kind'>, metric: string): string {
  return `mlops_${kind.toLowerCase()}_${metric}`;
}

/** States that the stack of a namespace reads: of the operators of the platform, where it may see what kinds there are. */
export function readableStates(namespace: string, { customResourceReaders = [], operators = {} }: Platform) {
  return customResourceReaders.includes(namespace)
    ? customStates.filter(({ operator }) => operators[operator] !== undefined)
    : [];
}

/** The configuration by which kube-state-metrics reads them. @see https://github.com/kubernetes/kube-state-metrics/blob/v2.13.0/docs/metrics/extend/customresourcestate-metrics.md */
export function customStateConfig(read: readonly CustomState[]): object {
  return {
    kind: 'CustomResourceStateMetrics',
    spec: {
      resources: read.map(({ group, version, kind, resource, metrics }) => ({
        groupVersionKind: { group, version, kind },
        resourcePlural: resource,
        metricNamePrefix: `mlops_${kind.toLowerCase()}`,
        labelsFromPath: { name: ['metadata', 'name'], namespace: ['metadata', 'namespace'] },
        errorLogV: 5,
        metrics,
      })),
    },
  };
}

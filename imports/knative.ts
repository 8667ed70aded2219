import type { ObjectMeta, PodSpec } from './kubernetes';

/**
 * Knative Serving, knative-v1.23.0, `serving.knative.dev/v1`: only the fields that this library writes.
 * @see https://github.com/knative/serving/blob/knative-v1.23.0/config/core/300-resources/service.yaml
 */
export interface KnativeServiceSpec {
  readonly template: {
    readonly metadata: ObjectMeta;
    readonly spec: PodSpec & {
      readonly containerConcurrency: number;
      readonly timeoutSeconds: number;
      readonly responseStartTimeoutSeconds: number;
    };
  };
  readonly traffic: readonly TrafficTarget[];
}

export interface TrafficTarget {
  readonly revisionName?: string;
  readonly latestRevision: boolean;
  readonly percent: number;
}

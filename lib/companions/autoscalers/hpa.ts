import { emit } from '../../kinds/emit';
import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import { canonicalQuantity } from '../../quantity';
import { value } from '../../value';
import type { Signal } from '../../vocabulary/signal';
import { isRecorded, isResource, type ResourceSignal } from '../autoscaler';
import type { Autoscaler, ScaledService } from './autoscaling';
import { behaviour, isSlow } from './behaviour';

/**
 * The autoscaler of Kubernetes. CPU and memory come from metrics-server, signals from the metrics adapter that
 * `platform.metricsAdapter` states. @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
 */
export function hpa(): Autoscaler {
  return value('autoscaler', {
    name: 'hpa',
    needs: [],
    startsFromZero: false,
    throughAdapter: true,
    check: served,
    write: (scope, { name, scale, target, labels, startupSeconds }) => {
      const { min, max, on } = scale;
      const signals = on.filter(isRecorded);
      emit(scope, 'Autoscaler', {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name, labels },
        spec: {
          scaleTargetRef: target,
          minReplicas: min,
          maxReplicas: max,
          metrics: [...on.filter(isResource).map(resourceMetric), ...signals.map((each) => externalMetric(each, name))],
          ...((signals.length > 0 || isSlow(scale, startupSeconds)) && { behavior: behaviour(scale, startupSeconds) }),
        },
      });
    },
  } satisfies Autoscaler);
}

function served({ scale }: ScaledService, { metricsAdapter }: Platform, field: Field): void {
  const asked = scale.on.filter(isRecorded).map(({ record }) => record);
  if (asked.length === 0 || metricsAdapter !== undefined) return;
  field.at('on').problem('missing-platform-fact', {
    got: asked,
    allowed: 'a platform with metricsAdapter',
    remedy: 'state platform.metricsAdapter, or scale by: keda({ from: stack })',
  });
}

export function resourceMetric({ resource, utilization }: ResourceSignal) {
  return {
    type: 'Resource',
    resource: { name: resource, target: { type: 'Utilization', averageUtilization: utilization } },
  } as const;
}

/** The adapter adds the namespace of the autoscaler. */
function externalMetric({ record, kind, options: { target = 0 } }: Signal, service: string): object {
  const quantity = canonicalQuantity(String(target));
  return {
    type: 'External',
    external: {
      metric: { name: record, selector: { matchLabels: { service } } },
      target: kind === 'sum' ? { type: 'AverageValue', averageValue: quantity } : { type: 'Value', value: quantity },
    },
  };
}

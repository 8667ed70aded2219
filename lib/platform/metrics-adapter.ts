import { dnsName } from '../names';
import type { Field } from '../problems';
import { type Check, record, required, text } from '../shape';
import type { Platform } from './platform';

/** prometheus-adapter, which serves `external.metrics.k8s.io`. @see https://github.com/kubernetes-sigs/prometheus-adapter */
export interface MetricsAdapterFacts {
  /** Namespace of its pods, and of the ConfigMap with its rules. */
  readonly namespace: string;
  /** The one Prometheus that it asks, such as `http://prometheus.prod.svc:9090`. */
  readonly prometheus: string;
  /** Name of the ConfigMap with its rules, in the key `config.yaml`. @default 'metrics-adapter-signals' */
  readonly rules?: string;
}

export const metricsAdapter: Check<MetricsAdapterFacts> = record<MetricsAdapterFacts>({
  namespace: required(dnsName),
  prometheus: required(text),
  rules: dnsName,
});

/** One server answers for external metrics on a cluster, and KEDA brings one. */
export function adapterAlone({ metricsAdapter: adapter, operators }: Platform, field: Field): void {
  if (adapter === undefined || operators?.['keda'] === undefined) return;
  field.at('metricsAdapter').problem('not-allowed', {
    got: 'a metrics adapter beside KEDA',
    allowed: 'one of them: both register external.metrics.k8s.io, and the one that came last answers',
    remedy: 'leave metricsAdapter out and scale by: keda({ from: stack })',
  });
}

import type { Construct } from 'constructs';
import { yamlText } from '../app/yaml/yaml-text';
import { emit } from '../kinds/emit';
import type { MetricsAdapterFacts } from '../platform/metrics-adapter';

/**
 * The rule by which the metrics adapter serves every signal that a stack records, under the name of its series, to
 * autoscalers of the namespace that the series names.
 * @see https://github.com/kubernetes-sigs/prometheus-adapter/blob/v0.12.0/docs/externalmetrics.md
 */
export function adapterRules(
  scope: Construct,
  { namespace, rules = 'metrics-adapter-signals' }: MetricsAdapterFacts,
): void {
  const rule = {
    seriesQuery: '{__name__=~"^signal:.+",namespace!="",service!=""}',
    resources: { overrides: { namespace: { resource: 'namespace' } } },
    metricsQuery: '<<.Series>>{<<.LabelMatchers>>}',
  };
  emit(scope, 'metrics-adapter-rules', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: rules, namespace },
    data: { 'config.yaml': yamlText({ externalRules: [rule] }) },
  });
}

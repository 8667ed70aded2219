import type { AnalysisMetric, AnalysisTemplateSpec } from '../../imports/rollouts';
import { type Analysis, argoRollout, canary, ModelService, prometheusAt } from '../../lib';
import { checks, metrics } from '../fixtures/rollouts';
import { objectsOf, only, service } from '../fixtures/workloads';

export type Phase = 'Successful' | 'Failed' | 'Inconclusive';

/** The metrics of an analysis, by name, with the hashes of two versions in place. */
export function metricsOf(changes: Partial<Analysis> = {}): ReadonlyMap<string, AnalysisMetric> {
  const analysis = { from: prometheusAt('http://prometheus:9090', {}), checks, minRequests: 100, ...changes };
  const objects = objectsOf(
    (scope) =>
      new ModelService(scope, 'prices', {
        ...service,
        metrics,
        engine: argoRollout(),
        rollout: canary({ steps: [10], analysis }),
      }),
  );
  const written = only<{ spec: AnalysisTemplateSpec }>(objects as never, 'AnalysisTemplate').spec.metrics;
  return new Map(written.map((metric) => [metric.name, withHashes(metric)]));
}

function withHashes(metric: AnalysisMetric): AnalysisMetric {
  const text = JSON.stringify(metric).replaceAll('{{args.new-hash}}', 'new').replaceAll('{{args.stable-hash}}', 'old');
  return JSON.parse(text) as AnalysisMetric;
}

/** What Prometheus may answer to a metric, as the numbers of the vector, and what must follow. */
export const answers: readonly { metric: string; says: string; vector: readonly string[]; phase: Phase }[] = [
  ...['traffic', 'failures', 'failures-above-stable', 'slow', 'confidence-least', 'confidence-below-stable'].flatMap(
    (metric) => [
      { metric, says: 'silence', vector: [], phase: 'Inconclusive' as const },
      { metric, says: 'NaN', vector: ['NaN'], phase: 'Inconclusive' as const },
      { metric, says: 'infinity', vector: ['+Inf'], phase: 'Inconclusive' as const },
      { metric, says: 'minus infinity', vector: ['-Inf'], phase: 'Inconclusive' as const },
      { metric, says: 'two series', vector: ['0', '0'], phase: 'Inconclusive' as const },
    ],
  ),
  { metric: 'traffic', says: 'enough requests', vector: ['100'], phase: 'Successful' },
  { metric: 'traffic', says: 'too few requests', vector: ['99.9'], phase: 'Inconclusive' },
  { metric: 'failures', says: 'no failures', vector: ['0'], phase: 'Successful' },
  { metric: 'failures', says: 'as many as allowed', vector: ['0.02'], phase: 'Successful' },
  { metric: 'failures', says: 'too many', vector: ['0.021'], phase: 'Failed' },
  { metric: 'failures-above-stable', says: 'fewer than the stable version', vector: ['-0.5'], phase: 'Successful' },
  { metric: 'failures-above-stable', says: 'more than the stable version', vector: ['0.011'], phase: 'Failed' },
  { metric: 'slow', says: 'fast answers', vector: ['0.05'], phase: 'Successful' },
  { metric: 'slow', says: 'slow answers', vector: ['0.06'], phase: 'Failed' },
  { metric: 'confidence-least', says: 'good quality', vector: ['0.7'], phase: 'Successful' },
  { metric: 'confidence-least', says: 'bad quality', vector: ['0.69'], phase: 'Failed' },
  { metric: 'confidence-below-stable', says: 'about the same quality', vector: ['0.1'], phase: 'Successful' },
  { metric: 'confidence-below-stable', says: 'worse quality', vector: ['0.11'], phase: 'Failed' },
];

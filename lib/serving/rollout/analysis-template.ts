import type { Construct } from 'constructs';
import type { AnalysisMetric, AnalysisTemplateSpec, RolloutAnalysis } from '../../../imports/rollouts';
import { withoutDays } from '../../duration';
import { emit } from '../../kinds/emit';
import { quoted } from '../../promql/matchers';
import type { Labels } from '../../vocabulary/labels';
import type { Metrics } from '../../vocabulary/metrics';
import { type Analysis, trafficMetric } from './analysis';
import { type Limits, type Verdict, verdictQuery } from './verdict';

/** What of the service an analysis reads. */
export interface AnalysisRequest {
  /** Name of the template. */
  readonly name: string;
  /** Name of the Rollout, with which its pods' names begin. */
  readonly rollout: string;
  readonly namespace: string | undefined;
  readonly labels: Labels;
  readonly metrics: Metrics;
}

type Version = 'Latest' | 'Stable';

/** The argument that holds the hash of a version, which stands in the names of its pods. */
const hashes: Readonly<Record<Version, string>> = { Latest: 'new-hash', Stable: 'stable-hash' };

/** One clear number; silence, several series and NaN are none. */
const known = 'len(result) == 1 && !isNaN(result[0]) && !isInf(result[0])';

/** How each limit reads the two versions, and which numbers are bad. */
const readings: {
  readonly [K in keyof Limits]-?: {
    suffix: string;
    bad: '<' | '>';
    query: (of: (version: Version) => string) => string;
  };
} = {
  atMost: { suffix: '', bad: '>', query: (of) => of('Latest') },
  atLeast: { suffix: '-least', bad: '<', query: (of) => of('Latest') },
  aboveStable: { suffix: '-above-stable', bad: '>', query: (of) => `${of('Latest')} - on () ${of('Stable')}` },
  belowStable: { suffix: '-below-stable', bad: '>', query: (of) => `${of('Stable')} - on () ${of('Latest')}` },
};

/** Emits the template. @see https://argo-rollouts.readthedocs.io/en/release-1.9/features/analysis/ */
export function analysisTemplate(scope: Construct, analysis: Analysis, request: AnalysisRequest): RolloutAnalysis {
  const { name, labels } = request;
  const metrics = metricsOf(analysis, request);
  const used = (Object.entries(hashes) as [Version, string][]).filter(([, argument]) =>
    metrics.some(({ provider }) => provider.prometheus.query.includes(`{{args.${argument}}}`)),
  );
  const spec: AnalysisTemplateSpec = { args: used.map(([, argument]) => ({ name: argument })), metrics };
  emit(scope, `AnalysisTemplate-${name}`, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    metadata: { name, labels },
    spec,
  });
  return {
    templates: [{ templateName: name }],
    args: used.map(([version, argument]) => ({ name: argument, valueFrom: { podTemplateHashValue: version } })),
  };
}

function metricsOf(analysis: Analysis, request: AnalysisRequest): readonly AnalysisMetric[] {
  const { minRequests = 100, window = '5m', interval = '1m', count = 5 } = analysis;
  const { address, labels = request.namespace === undefined ? {} : { namespace: request.namespace } } =
    analysis.from.prometheus;
  const matchers = (version: Version) =>
    [
      ...Object.entries(labels).map(([key, text]) => `${key}=${quoted(text)}`),
      `pod=~"${request.rollout}-{{args.${hashes[version]}}}-.+"`,
    ].join(',');
  const seen = `sum(increase(${request.metrics.requests?.name}{${matchers('Latest')}}[${window}]))`;
  const enough = ` and on () (${seen} >= ${minRequests})`;
  const metric = (name: string, query: string, good: string, bad: string): AnalysisMetric => ({
    name,
    interval: withoutDays(interval),
    count,
    successCondition: good,
    failureCondition: bad,
    failureLimit: 0,
    inconclusiveLimit: 0,
    provider: { prometheus: { address, query } },
  });
  const judged = (check: Verdict) => {
    const of = (version: Version) =>
      `(${verdictQuery(check, request.metrics, { matchers: matchers(version), window })})`;
    return (Object.keys(readings) as (keyof Limits)[]).flatMap((key) => {
      const limit = check.limits[key];
      if (limit === undefined) return [];
      const { suffix, bad, query } = readings[key];
      const good = bad === '>' ? '<=' : '>=';
      return [
        metric(
          `${check.name}${suffix}`,
          `${query(of)}${enough}`,
          `${known} && result[0] ${good} ${limit}`,
          `${known} && result[0] ${bad} ${limit}`,
        ),
      ];
    });
  };
  return [
    metric(trafficMetric, seen, `${known} && result[0] >= ${minRequests}`, 'false'),
    ...analysis.checks.flatMap(judged),
  ];
}

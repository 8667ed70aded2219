import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { RolloutAnalysis } from '../../../imports/rollouts';
import { letOperatorAsk } from '../../companions/operator-asks';
import type { ServiceContext } from '../service-engine';
import { analysisTemplate } from './analysis-template';
import { analysesOf } from './rollout';

/** Writes a template for each analysis of the rollout, and lets the controller ask the Prometheus of this namespace. */
export function writeAnalyses(
  scope: Construct,
  { name, labels, platform, spec: { props } }: ServiceContext,
  controllerNamespace: string,
): Readonly<Record<string, RolloutAnalysis>> {
  const { namespace } = Chart.of(scope);
  const { metrics } = props;
  if (metrics === undefined) return {};
  const written = analysesOf(props.rollout).map(([key, analysis]) => {
    const { peer } = analysis.from.prometheus;
    if (peer !== undefined) letOperatorAsk(scope, peer, name, [controllerNamespace], platform);
    const request = { name: `${name}-${key}`, rollout: name, namespace, labels, metrics };
    return [key, analysisTemplate(scope, analysis, request)] as const;
  });
  return Object.fromEntries(written);
}

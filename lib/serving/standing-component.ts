import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { PodTemplate } from '../../imports/kubernetes';
import { disruptionBudget } from '../companions/disruption-budget';
import { type Exposure, internal } from '../companions/exposure';
import { emit } from '../kinds/emit';
import type { Labels } from '../vocabulary/labels';
import { kubernetesService } from './engines/kubernetes-service';

/** Pods beside a model's server that stand for themselves: a router, a transformer, an explainer. */
export interface StandingComponent {
  readonly name: string;
  /** Labels that select the pods, for ever. */
  readonly selector: Labels;
  /** Labels of every object: the selector's and the user's. */
  readonly labels: Labels;
  readonly annotations?: Labels;
  readonly pod: PodTemplate;
  /** Undefined where an autoscaler owns them. */
  readonly replicas: number | undefined;
  /** Fewest pods. */
  readonly fewest: number;
  readonly startupSeconds: number;
  /** @default internal() */
  readonly expose?: Exposure;
}

/** Its Deployment, its Service of the same name, and its disruption budget. */
export function standingComponent(
  scope: Construct,
  {
    name,
    selector,
    labels,
    annotations,
    pod,
    replicas,
    fewest,
    startupSeconds,
    expose = internal(),
  }: StandingComponent,
): { readonly workload: ApiObject; readonly service: ApiObject } {
  const workload = emit(scope, 'Resource', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels, ...(annotations !== undefined && { annotations }) },
    spec: {
      ...(replicas !== undefined && { replicas }),
      selector: { matchLabels: selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
      progressDeadlineSeconds: startupSeconds + 600,
      template: pod,
    },
  });
  const service = kubernetesService(scope, { name, selector, labels, spec: { props: {}, expose } });
  if (fewest > 1) disruptionBudget(scope, name, selector);
  return { workload, service };
}

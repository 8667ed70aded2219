import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Predictor } from '../../../imports/kserve';
import type { PodTemplate } from '../../../imports/kubernetes';
import { isResource, type Scale, signalName, signalTarget } from '../../companions/autoscaler';
import { isSlow } from '../../companions/autoscalers/behaviour';
import { resourceMetric } from '../../companions/autoscalers/hpa';
import type { Engine, Rendered } from '../../engine';
import type { OperatorNeed } from '../../platform/operator-need';
import { everyPodField } from '../../pod/pod-fields';
import type { Field } from '../../problems';
import type { Labels } from '../../vocabulary/labels';
import type { ServiceSpec } from '../model-service-spec';
import {
  ownServiceFeatures,
  plainFeatures,
  type ServiceContext,
  type ServiceFeature,
  type ServicePodChanges,
} from '../service-engine';
import {
  knativeCarries,
  knativeCarriesWith,
  knativeFeatures,
  knativeNeed,
  knativePod,
  knativePort,
  scalingClass,
} from './knative-pod';
import { kubernetesService } from './kubernetes-service';

export type KserveMode = 'Standard' | 'Knative';

/** What differs between the modes. */
export interface ModeParts
  extends Pick<Engine<ServiceFeature>, 'needs' | 'supports' | 'carries' | 'carriesWith' | 'owns' | 'written'> {
  /** Labels of the InferenceService that keep KServe from opening it to the outside. */
  readonly labels: Labels;
  readonly annotations: (spec: ServiceSpec) => Labels;
  /** The predictor's part of it. */
  readonly predictor: (spec: ServiceSpec) => Partial<Predictor>;
  readonly pod: (context: ServiceContext, main: ServicePodChanges['main'] & { name: string }) => PodTemplate;
  /** Further objects. */
  readonly around: (scope: Construct, context: ServiceContext) => Readonly<Record<string, ApiObject>>;
  readonly host: (name: string) => string;
  readonly runs: (name: string, spec: ServiceSpec) => Pick<Rendered, 'runs' | 'scaleTarget'>;
  /** Port at which its agent stands before the server, where it batches or logs. */
  readonly entryPort: (spec: ServiceSpec) => number | undefined;
  /** Whether each change is a revision of Knative. */
  readonly revisions: boolean;
  readonly check: (context: ServiceContext, namespace: string | undefined, field: Field) => void;
}

/** The first version that knows the modes by these names. */
const kserveNeed: OperatorNeed = { operator: 'kserve', version: '0.17' };
const annotation = 'serving.kserve.io';
/** @see https://github.com/kserve/kserve/blob/v0.20.0/pkg/constants/constants.go */
const agentPort = 9081;

/** What KServe's own autoscaler does not know is written beside it, for the Deployment that KServe makes. */
function scaledBeside({ props: { scale }, startupSeconds }: ServiceSpec): boolean {
  if (scale === undefined) return false;
  return scale.by !== undefined || isSlow(scale, startupSeconds) || !scale.on.every(isResource);
}

function autoscalerClass(spec: ServiceSpec): 'none' | 'external' | 'hpa' {
  if (spec.props.scale === undefined) return 'none';
  return scaledBeside(spec) ? 'external' : 'hpa';
}

function resourceMetrics(spec: ServiceSpec): Partial<Predictor> {
  const { scale } = spec.props;
  if (scale === undefined || scaledBeside(spec)) return {};
  return { autoScaling: { metrics: scale.on.filter(isResource).map(resourceMetric) } };
}

function oneMetric(scale: Scale | undefined): Partial<Predictor> {
  const [signal] = scale?.on ?? [];
  if (signal === undefined) return {};
  return { scaleMetric: signalName(signal) as Predictor['scaleMetric'], scaleTarget: signalTarget(signal) };
}

function knativeClass({ props: { scale } }: ServiceSpec): Labels {
  const [signal] = scale?.on ?? [];
  return signal === undefined ? {} : { 'autoscaling.knative.dev/class': scalingClass(signal) };
}

/** Knative makes one DNS label of both names. */
function oneLabel({ name }: ServiceContext, namespace: string | undefined, field: Field): void {
  const label = [name, 'predictor', ...(namespace === undefined ? [] : [namespace])].join('-');
  if (label.length <= 63) return;
  field.at('name').problem('name-too-long', {
    got: `${label}, of ${label.length} characters`,
    allowed: 'at most 63 for <name>-predictor-<namespace> in Knative mode',
    remedy: "give a shorter 'name', a shorter namespace, or choose mode: 'Standard'",
  });
}

export const kserveModes: Readonly<Record<KserveMode, ModeParts>> = {
  Standard: {
    written: 'kserve()',
    needs: [kserveNeed],
    supports: [
      ...plainFeatures,
      ...ownServiceFeatures,
      'inferencePool',
      'transformer',
      'explainer',
      'batching',
      'requestLog',
      'multiNode',
    ],
    carries: everyPodField,
    owns: ['components'],
    labels: { 'networking.kserve.io/visibility': 'cluster-local' },
    annotations: (spec) => ({
      [`${annotation}/autoscalerClass`]: autoscalerClass(spec),
      [`${annotation}/deploymentMode`]: 'Standard',
    }),
    predictor: (spec) => ({
      ...resourceMetrics(spec),
      deploymentStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    }),
    pod: ({ pod }, main) => pod({ main }),
    around: (scope, context) => ({ service: kubernetesService(scope, context) }),
    host: (name) => name,
    runs: (name, spec) => {
      const runs = { kind: 'Deployment', name: `${name}-predictor` };
      return { runs, ...(scaledBeside(spec) && { scaleTarget: { apiVersion: 'apps/v1', ...runs } }) };
    },
    entryPort: ({ props }) => (props.batching === undefined && props.requestLog === undefined ? undefined : agentPort),
    revisions: false,
    check: () => {},
  },
  Knative: {
    written: "kserve({ mode: 'Knative' })",
    needs: [kserveNeed, knativeNeed],
    supports: [...knativeFeatures, 'batching', 'requestLog'],
    carries: knativeCarries,
    carriesWith: knativeCarriesWith,
    owns: ['scaling', 'routing'],
    labels: { 'networking.knative.dev/visibility': 'cluster-local' },
    annotations: (spec) => ({
      ...knativeClass(spec),
      [`${annotation}/deploymentMode`]: 'Knative',
      'serving.knative.dev/progress-deadline': `${spec.progressSeconds}s`,
    }),
    predictor: ({ props: { scale } }) => oneMetric(scale),
    pod: (context, main) => knativePod(context, main.name, 'http1', main),
    around: () => ({}),
    host: (name) => `${name}-predictor`,
    runs: () => ({}),
    entryPort: () => undefined,
    revisions: true,
    check: (context, namespace, field) => {
      knativePort(context.spec.port, field);
      oneLabel(context, namespace, field);
    },
  },
};

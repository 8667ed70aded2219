import type { Construct } from 'constructs';
import type { PodTemplate } from '../../imports/kubernetes';
import type { Engine, FeatureTable, Rendered } from '../engine';
import type { Platform } from '../platform/platform';
import type { Labels } from '../vocabulary/labels';
import type { ServiceSpec } from './model-service-spec';

export type ServiceFeature =
  | 'autoscaling'
  | 'loadBalancer'
  | 'ingress'
  | 'route'
  | 'modelFromClaim'
  | 'sidecars'
  | 'drain';

const exposedBy = (by: string) => ({
  prop: 'expose',
  asked: ({ expose }: ServiceSpec) => (expose.by === by ? `${by}()` : undefined),
});

/** What a service can ask an engine for. */
export const serviceFeatures: FeatureTable<ServiceSpec, ServiceFeature> = {
  autoscaling: { prop: 'scale', asked: ({ props }) => props.scale },
  loadBalancer: exposedBy('loadBalancer'),
  ingress: exposedBy('ingress'),
  route: exposedBy('route'),
  modelFromClaim: { prop: 'model', asked: ({ props }) => props.model?.name },
  sidecars: { prop: 'sidecars', asked: ({ props }) => ((props.sidecars ?? []).length > 0 ? 'sidecars' : undefined) },
  drain: { prop: 'drain', asked: ({ props }) => props.drain },
};

/** Everything an engine renders from. */
export interface ServiceContext {
  readonly name: string;
  readonly spec: ServiceSpec;
  readonly platform: Platform;
  /** Labels that select the pods, for ever. */
  readonly selector: Labels;
  /** Labels of every object: the selector's and the user's. */
  readonly labels: Labels;
  /** The finished pod, from the library's only pod writer. */
  readonly pod: () => PodTemplate;
}

export interface ServiceEngine extends Engine<ServiceFeature> {
  render(scope: Construct, context: ServiceContext): Rendered;
}

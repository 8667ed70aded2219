import type { Construct } from 'constructs';
import type { PodTemplate } from '../../imports/kubernetes';
import type { Engine, FeatureTable, Rendered } from '../engine';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import type { Labels } from '../vocabulary/labels';
import type { ServiceSpec } from './model-service-spec';
import { analysesOf, type Rollout } from './rollout/rollout';

export type ServiceFeature =
  | 'autoscaling'
  | 'loadBalancer'
  | 'ingress'
  | 'route'
  | 'modelFromClaim'
  | 'sidecars'
  | 'drain'
  | 'canary'
  | 'blueGreen'
  | 'analysis'
  | 'headerRoutes'
  | 'serviceSwitch'
  | 'mirror'
  | 'versions'
  | 'stickySessions';

const exposedBy = (by: string) => ({
  prop: 'expose',
  asked: ({ expose }: ServiceSpec) => (expose.by === by ? `${by}()` : undefined),
});

const rolledOutBy = (by: Rollout['by'], made: string) => ({
  prop: 'rollout',
  asked: ({ props }: ServiceSpec) => (props.rollout?.by === by ? made : undefined),
});

const routed = (spec: ServiceSpec) => (spec.expose.by === 'route' ? spec.expose : undefined);

/** What a service can ask an engine for. */
export const serviceFeatures: FeatureTable<ServiceSpec, ServiceFeature> = {
  autoscaling: { prop: 'scale', asked: ({ props }) => props.scale },
  loadBalancer: exposedBy('loadBalancer'),
  ingress: exposedBy('ingress'),
  route: exposedBy('route'),
  modelFromClaim: { prop: 'model', asked: ({ props }) => props.model?.name },
  sidecars: { prop: 'sidecars', asked: ({ props }) => ((props.sidecars ?? []).length > 0 ? 'sidecars' : undefined) },
  drain: { prop: 'drain', asked: ({ props }) => props.drain },
  canary: rolledOutBy('canary', 'canary()'),
  blueGreen: rolledOutBy('blueGreen', 'blueGreen()'),
  analysis: { prop: 'rollout', asked: ({ props }) => analysesOf(props.rollout)[0]?.[0] },
  headerRoutes: {
    prop: 'rollout',
    asked: ({ props: { rollout } }) => (rollout?.by === 'canary' ? rollout.header?.name : undefined),
  },
  serviceSwitch: rolledOutBy('switch', 'switchTo()'),
  mirror: { prop: 'expose', asked: (spec) => routed(spec)?.mirror?.to.peer.name },
  versions: { prop: 'expose', asked: (spec) => routed(spec)?.versions?.map(({ to }) => to.peer.name) },
  stickySessions: { prop: 'sticky', asked: ({ props }) => props.sticky },
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

/** What an engine checks beyond its features. */
export interface CheckedService extends Pick<ServiceContext, 'name' | 'spec' | 'platform'> {
  readonly namespace: string | undefined;
}

export interface ServiceEngine extends Engine<ServiceFeature> {
  /** What it asks of a service that no feature says. @default nothing */
  readonly check?: (service: CheckedService, field: Field) => void;
  render(scope: Construct, context: ServiceContext): Rendered;
}

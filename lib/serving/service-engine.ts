import type { Construct } from 'constructs';
import type { Container, EnvVar, PodTemplate } from '../../imports/kubernetes';
import { isRecorded, signalName } from '../companions/autoscaler';
import { edgeOf } from '../companions/exposure';
import type { Engine, FeatureTable, Rendered } from '../engine';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import type { Field } from '../problems';
import type { Compute } from '../vocabulary/compute';
import type { Labels } from '../vocabulary/labels';
import type { Placement } from '../vocabulary/placement';
import type { WatchedWorkload } from '../vocabulary/watched';
import type { Component, Role } from './components/component';
import { groupSizeOf } from './llm/parallel';
import type { ModelServiceProps, ServiceSpec } from './model-service-spec';
import { analysesOf, type Rollout } from './rollout/rollout';
import { asked } from './served-models';

export type ServiceFeature =
  | 'autoscaling'
  | 'scaleOnCpu'
  | 'scaleOnMemory'
  | 'scaleOnConcurrency'
  | 'scaleOnRequestRate'
  | 'scaleOnSignal'
  | 'scaleBy'
  | 'severalSignals'
  | 'scaleToZero'
  | 'vertical'
  | 'loadBalancer'
  | 'ingress'
  | 'route'
  | 'inferencePool'
  | 'grpcRoute'
  | 'modelFromClaim'
  | 'modelFetched'
  | 'modelFromImage'
  | 'sidecars'
  | 'drain'
  | 'metrics'
  | 'health'
  | 'command'
  | 'canary'
  | 'blueGreen'
  | 'analysis'
  | 'headerRoutes'
  | 'canaryMirror'
  | 'serviceSwitch'
  | 'mirror'
  | 'versions'
  | 'stickySessions'
  | 'transformer'
  | 'explainer'
  | 'batching'
  | 'requestLog'
  | 'multiNode';

const exposedBy = (by: string) => ({
  prop: 'expose',
  asked: ({ expose }: ServiceSpec) => (expose.by === by ? `${by}()` : undefined),
});

const onSignal = (name: string) => ({
  prop: 'scale',
  asked: ({ props }: ServiceSpec) => (props.scale?.on.some((signal) => signalName(signal) === name) ? name : undefined),
});

const rolledOutBy = (by: Rollout['by'], made: string) => ({
  prop: 'rollout',
  asked: ({ props }: ServiceSpec) => (props.rollout?.by === by ? made : undefined),
});

/** What a service can ask an engine for. */
export const serviceFeatures: FeatureTable<ServiceSpec, ServiceFeature> = {
  autoscaling: { prop: 'scale', asked: ({ props }) => props.scale },
  scaleOnCpu: onSignal('cpu'),
  scaleOnMemory: onSignal('memory'),
  scaleOnConcurrency: onSignal('concurrency'),
  scaleOnRequestRate: onSignal('rps'),
  scaleOnSignal: {
    prop: 'scale',
    asked: ({ props }) => (props.scale?.on.some(isRecorded) ? props.scale.on.map(signalName) : undefined),
  },
  scaleBy: {
    prop: 'scale',
    asked: ({ props: { scale } }) =>
      scale?.by === undefined ? scale?.settle && `settle: '${scale.settle}'` : `by: ${scale.by.name}()`,
  },
  severalSignals: {
    prop: 'scale',
    asked: ({ props }) => ((props.scale?.on.length ?? 0) > 1 ? props.scale?.on : undefined),
  },
  scaleToZero: { prop: 'scale', asked: ({ props }) => (props.scale?.min === 0 ? 'min: 0' : undefined) },
  vertical: { prop: 'vertical', asked: ({ props }) => props.vertical?.mode },
  loadBalancer: exposedBy('loadBalancer'),
  ingress: exposedBy('ingress'),
  route: exposedBy('route'),
  grpcRoute: exposedBy('grpcRoute'),
  inferencePool: exposedBy('inferencePool'),
  modelFromClaim: { prop: 'model', asked: asked('modelFromClaim') },
  modelFetched: { prop: 'model', asked: asked('modelFetched') },
  modelFromImage: { prop: 'model', asked: asked('modelFromImage') },
  sidecars: { prop: 'sidecars', asked: ({ props }) => ((props.sidecars ?? []).length > 0 ? 'sidecars' : undefined) },
  drain: { prop: 'drain', asked: ({ props }) => props.drain },
  metrics: { prop: 'metrics', asked: ({ props }) => props.metrics },
  health: { prop: 'health', asked: ({ props }) => props.health },
  command: { prop: 'command', asked: ({ props }) => props.command ?? props.args },
  canary: rolledOutBy('canary', 'canary()'),
  blueGreen: rolledOutBy('blueGreen', 'blueGreen()'),
  analysis: { prop: 'rollout', asked: ({ props }) => analysesOf(props.rollout)[0]?.[0] },
  headerRoutes: {
    prop: 'rollout',
    asked: ({ props: { rollout } }) => (rollout?.by === 'canary' ? rollout.header?.name : undefined),
  },
  canaryMirror: {
    prop: 'rollout',
    asked: ({ props: { rollout } }) => (rollout?.by === 'canary' ? rollout.mirror : undefined),
  },
  serviceSwitch: rolledOutBy('switch', 'switchTo()'),
  mirror: { prop: 'expose', asked: ({ expose }) => edgeOf(expose).mirror?.to.peer.name },
  versions: { prop: 'expose', asked: ({ expose }) => edgeOf(expose).versions?.map(({ to }) => to.peer.name) },
  stickySessions: { prop: 'sticky', asked: ({ props }) => props.sticky },
  transformer: { prop: 'transformer', asked: ({ props }) => props.transformer?.image },
  explainer: { prop: 'explainer', asked: ({ props }) => props.explainer?.image },
  batching: { prop: 'batching', asked: ({ props }) => props.batching },
  requestLog: { prop: 'requestLog', asked: ({ props }) => props.requestLog?.url },
  multiNode: {
    prop: 'server',
    asked: ({ props }) => (groupSizeOf(props) > 1 ? `${groupSizeOf(props)} pods for one copy` : undefined),
  },
};

/** What every engine can whose pods answer for themselves behind a Service of ours, scaled by Kubernetes. */
export const plainFeatures = [
  'autoscaling',
  'scaleOnCpu',
  'scaleOnMemory',
  'scaleOnSignal',
  'scaleBy',
  'severalSignals',
  'loadBalancer',
  'ingress',
  'route',
  'grpcRoute',
  'modelFromClaim',
  'modelFetched',
  'modelFromImage',
  'sidecars',
  'drain',
  'metrics',
  'health',
  'command',
] as const satisfies readonly ServiceFeature[];

/** What a Service and a route of ours do, whatever runs the pods behind them. */
export const ownServiceFeatures = ['mirror', 'versions', 'stickySessions'] as const satisfies readonly ServiceFeature[];

/** What an engine adds to the pod or says otherwise: its own way of starting and reaching it. */
export interface ServicePodChanges {
  readonly main?: {
    readonly name?: string;
    readonly command?: readonly string[];
    readonly args?: readonly string[];
    readonly compute?: Compute;
    readonly ports?: Container['ports'];
    readonly probes?: Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;
    readonly lifecycle?: Container['lifecycle'];
    /** Variables; the user's own win. */
    readonly adds?: readonly EnvVar[];
  };
  /** Containers of the engine beside the server. @default none */
  readonly sidecars?: readonly ContainerRequest[];
  /** @default the service's */
  readonly placement?: Placement;
  /** Whether the account's token is mounted. @default as the identity says */
  readonly token?: boolean;
  /** @default 'Always' */
  readonly restartPolicy?: 'Always' | 'Never';
}

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
  readonly pod: (changes?: ServicePodChanges) => PodTemplate;
  /** Pods of the engine's own that work for the server's, from the same writer; at most once for each name. */
  readonly beside: (pods: PodsBeside) => (changes?: ServicePodChanges) => PodTemplate;
  /** Its parts, which an engine that owns `components` writes; the others leave them to the construct. */
  readonly components: readonly ComponentContext[];
  /** Labels of the pods to which its Service leads, where they are not its own: its transformer's. */
  readonly front?: Labels;
  /** Port of the pods that its Service leads to, where it is not the server's. */
  readonly entryPort?: number;
}

/** Pods that work for those of the server, and that no client reaches. */
export interface PodsBeside {
  readonly name: string;
  /** Labels that select them, for ever. */
  readonly selector: Labels;
  readonly spec: ServiceSpec;
}

/** A part of the service, and its finished pod. */
export interface ComponentContext extends Component {
  readonly pod: (changes?: ServicePodChanges) => PodTemplate;
}

/** What an engine checks beyond its features. */
export interface CheckedService extends Pick<ServiceContext, 'name' | 'spec' | 'platform'> {
  readonly namespace: string | undefined;
}

export interface ServiceEngine extends Engine<ServiceFeature> {
  /** What it asks of a service that no feature says. @default nothing */
  readonly check?: (service: CheckedService, field: Field) => void;
  /**
   * Folder in which it puts the service's model itself: the pod has no mount of it, and fetches none; undefined where it
   * leaves the model to the pod. @default it leaves every model to the pod
   */
  readonly brings?: (service: ModelServiceProps) => string | undefined;
  /** What waits in a queue: each pod of a kind that Kueue does not know. @default the workload, with all its pods */
  readonly queued?: 'pods';
  /** Port at which something of its own stands before the server in its pod. @default nothing does */
  readonly entryPort?: (spec: ServiceSpec) => number | undefined;
  render(scope: Construct, context: ServiceContext): RenderedService;
}

/** What it made, and of the parts that it owns what monitoring looks at. */
export interface RenderedService extends Rendered {
  readonly parts?: Readonly<Partial<Record<Role, WatchedWorkload>>>;
  /** Pods of its own that work for the server's, and what runs them. @default none */
  readonly beside?: readonly (PodsBeside & { readonly runs: WatchedWorkload })[];
  /** Labels of all pods among which a picker chooses. @default those that answer */
  readonly pooled?: Labels;
}

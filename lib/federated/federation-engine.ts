import type { Construct } from 'constructs';
import type { PodTemplate } from '../../imports/kubernetes';
import type { Engine, FeatureTable, Rendered } from '../engine';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import type { PodRequest } from '../pod/pod-template';
import type { TrainingJobProps } from '../training/training-job-spec';
import type { Labels } from '../vocabulary/labels';
import type { FederationSpec } from './federated-training-spec';
import type { Reach } from './federation';
import type { SiteSpec } from './federation-site-spec';

export type FederationFeature =
  | 'loadBalancer'
  | 'ingress'
  | 'route'
  | 'grpcRoute'
  | 'inferencePool'
  | 'database'
  | 'quorum';

const exposedBy = (by: string) => ({
  prop: 'expose',
  asked: ({ expose }: FederationSpec) => (expose.by === by ? `${by}()` : undefined),
});

/** What a federation can ask an engine for. */
export const federationFeatures: FeatureTable<FederationSpec, FederationFeature> = {
  loadBalancer: exposedBy('loadBalancer'),
  ingress: exposedBy('ingress'),
  route: exposedBy('route'),
  grpcRoute: exposedBy('grpcRoute'),
  inferencePool: exposedBy('inferencePool'),
  database: { prop: 'coordinator', asked: ({ database }) => database?.path },
  quorum: { prop: 'quorum', asked: ({ props }) => props.quorum },
};

/** The containers of a pod; everything around them is the construct's. */
export interface PodParts extends Pick<PodRequest, 'main' | 'annotations' | 'ownHosts' | 'runAs'> {
  readonly sidecars?: readonly ContainerRequest[];
}

/** Everything an engine renders the coordinator and its runs from. */
export interface CoordinatorContext {
  /** Name of the federation, and of its runs. */
  readonly federation: string;
  /** Name of the coordinator's objects, and its host in DNS. */
  readonly name: string;
  readonly spec: FederationSpec;
  readonly platform: Platform;
  /** Labels that select the coordinator's pod, for ever. */
  readonly selector: Labels;
  /** Labels of the object that runs it. */
  readonly labels: Labels;
  readonly pod: (parts: PodParts) => PodTemplate;
}

/** Everything an engine renders a site from. */
export interface SiteContext {
  /** Name of the site's objects. */
  readonly name: string;
  readonly spec: SiteSpec;
  readonly reach: Reach;
  readonly platform: Platform;
  readonly selector: Labels;
  readonly labels: Labels;
  readonly pod: (parts: PodParts) => PodTemplate;
}

/** What the container of a run starts, beside what the user gives it. */
export type RunProgram = Required<Pick<TrainingJobProps, 'command' | 'args' | 'mounts' | 'secrets'>>;

export interface FederationEngine extends Engine<FederationFeature> {
  /** Ports of the coordinator: the one for sites, and the one for runs, which no site reaches. */
  readonly ports: { readonly fleet: number; readonly control: number };
  /** The standing coordinator. */
  render(scope: Construct, context: CoordinatorContext): Rendered;
  /** A run; its files do not decide whether it runs again, its command and arguments do. */
  run(scope: Construct, context: CoordinatorContext): RunProgram;
  renderSite(scope: Construct, context: SiteContext): Rendered;
}

export type { FederationConfig } from './config';
export type { CoordinatorRequest, FederationCoordinator } from './coordinator';
export { flower } from './engines/flower';
export type { FarEnd } from './far-end';
export { FederatedTraining } from './federated-training';
export type {
  CoordinatorProps,
  CoordinatorTls,
  FederatedTrainingProps,
  FederationSpec,
  FleetAddress,
  RunProps,
} from './federated-training-spec';
export type { Federation, HasFederation, Place, Reach } from './federation';
export type {
  CoordinatorContext,
  FederationEngine,
  FederationFeature,
  PodParts,
  RunProgram,
  SiteContext,
} from './federation-engine';
export type { FederationReference } from './federation-reference';
export { FederationSite } from './federation-site';
export type { FederationSiteProps, SiteSpec, SiteTls } from './federation-site-spec';
export type { SiteRoster } from './site-roster';

export type { Derivation, DerivedFile } from './app/derivation';
export { type Changes, Environment, extend } from './app/environment';
export type { FinishedObject } from './app/finished';
export { MlopsApp, type MlopsAppProps } from './app/mlops-app';
export { MlopsChart, type MlopsChartProps } from './app/mlops-chart';
export { Cluster, type ClusterProps } from './cluster/cluster';
export { cpu, memory, type Scale, type ScaleSignal } from './companions/autoscaler';
export { type Exposure, ingress, internal, type LoadBalancerOptions, loadBalancer, route } from './companions/exposure';
export type { Duration } from './duration';
export type { Endpoint, Engine, OperatorNeed, Ownership, Rendered } from './engine';
export { flower } from './federated/engines/flower';
export { FederatedTraining } from './federated/federated-training';
export type {
  CoordinatorProps,
  CoordinatorTls,
  FederatedTrainingProps,
  FleetAddress,
} from './federated/federated-training-spec';
export type { Federation, HasFederation } from './federated/federation';
export type {
  CoordinatorContext,
  FederationEngine,
  FederationFeature,
  RunProgram,
  SiteContext,
} from './federated/federation-engine';
export type { FederationReference } from './federated/federation-reference';
export { FederationSite } from './federated/federation-site';
export type { FederationSiteProps, SiteTls } from './federated/federation-site-spec';
export { GitOps } from './gitops/git-ops';
export type { Automated, Destination, GitOpsProps } from './gitops/git-ops-props';
export { emit } from './kinds/emit';
export type { Kind, KindDefinition, Lifecycle } from './kinds/kind';
export { Kinds } from './kinds/kinds';
export { prometheusServer } from './monitoring/engines/prometheus-server';
export type {
  MonitoringBackEnd,
  MonitoringContext,
  MonitoringEngine,
  MonitoringFeature,
  ScrapeTarget,
} from './monitoring/monitoring-engine';
export { MonitoringStack } from './monitoring/monitoring-stack';
export type { GrafanaProps, MonitoringStackProps } from './monitoring/monitoring-stack-spec';
export { type Notify, type NotifyOptions, pagerDuty, slack, webhook } from './monitoring/notify';
export { availability, type LatencyTargets, latency, type Objective } from './monitoring/objective';
export type { Alert, Panel, Recording, Rule, Severity } from './monitoring/rules';
export { DataPipeline } from './pipelines/data-pipeline';
export type { DataPipelineProps, History, PipelineStep } from './pipelines/data-pipeline-spec';
export { cronJob } from './pipelines/engines/cron-job';
export type { PipelineContext, PipelineEngine, PipelineFeature } from './pipelines/pipeline-engine';
export type { NodePool, PoolGpu, Taint } from './platform/node-pool';
export * from './platform/platform';
export { defaultPriorities } from './platform/priorities';
export { everyPodField, type PodField } from './pod/pod-fields';
export { defaultPolicies } from './policies/packs';
export type { Policy, Violation } from './policies/policy';
export type { Waiver } from './policies/waiver';
export { type ProblemCode, problemCodes } from './problem-codes';
export { MlopsError, type Problem } from './problems';
export { cron, daily, type Schedule, weekly } from './schedule';
export { deployment } from './serving/engines/deployment';
export { ModelService } from './serving/model-service';
export type { ModelServiceProps } from './serving/model-service-spec';
export type { ServiceContext, ServiceEngine, ServiceFeature } from './serving/service-engine';
export { Claim, ClaimHandle, type ClaimProps } from './storage/claim';
export { RunSweeper, type RunSweeperProps } from './sweeping/run-sweeper';
export { kubernetesJob } from './training/engines/kubernetes-job';
export type { TrainingContext, TrainingEngine, TrainingFeature } from './training/training-engine';
export { TrainingJob } from './training/training-job';
export type { TrainingJobProps, When } from './training/training-job-spec';
export { type Access, type HasPeer, type Outside, outside, type Peer, peer } from './vocabulary/access';
export type { Compute, GpuRequest } from './vocabulary/compute';
export { exec, grpc, type Health, type HealthProbe, http, tcp } from './vocabulary/health';
export type { AccountRule, Identity } from './vocabulary/identity';
export type { Image, ImageReference } from './vocabulary/image';
export type { LatencyHistogram, Metrics, RequestCounter } from './vocabulary/metrics';
export type { ModelLocation } from './vocabulary/model';
export type { Named } from './vocabulary/named';
export type { Placement } from './vocabulary/placement';
export { environmentFrom, type Rotation, type SecretOptions, type SecretUse, secretFiles } from './vocabulary/secrets';
export { configFiles, type Mount, type MountOptions, scratch, sharedMemory } from './vocabulary/storage';
export type { HasWatched, Watched, WatchedWorkload } from './vocabulary/watched';
export type { ContainerProps, PodProps, RunAs, SidecarProps, WorkloadProps } from './vocabulary/workload';
export { Workspace } from './workspace/workspace';
export type { ContainerDefaults, Groups, Quota, WorkspaceProps } from './workspace/workspace-spec';

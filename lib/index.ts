export type {
  Container,
  ContainerPort,
  EnvVar,
  KubernetesObject,
  LabelSelector,
  ObjectMeta,
  PodSpec,
  PodTemplate,
  Probe,
  ProbeAction,
  Quantities,
  SecurityContext,
  StringMap,
  Toleration,
  TopologySpreadConstraint,
  Volume,
  VolumeMount,
} from '../imports/kubernetes';
export type { Derivation, DerivedFile } from './app/derivation';
export { type Changes, Environment, extend } from './app/environment';
export type { FinishedObject } from './app/finished';
export { MlopsApp, type MlopsAppProps } from './app/mlops-app';
export { MlopsChart, type MlopsChartProps } from './app/mlops-chart';
export type { SynthOptions, SynthResult } from './app/synth-result';
export { Cluster, type ClusterProps } from './cluster/cluster';
export { cpu, memory, type Scale, type ScaleSignal } from './companions/autoscaler';
export {
  type Exposure,
  ingress,
  internal,
  type LoadBalancerOptions,
  loadBalancer,
  type RouteMirror,
  type RouteOptions,
  type RouteVersion,
  route,
} from './companions/exposure';
export type { Duration } from './duration';
export type { Endpoint, Engine, OperatorNeed, Ownership, Rendered } from './engine';
export { GitOps } from './gitops/git-ops';
export type { Automated, Destination, GitOpsProps } from './gitops/git-ops-props';
export { emit } from './kinds/emit';
export type { Kind, KindDefinition, Lifecycle, PodsAt, WritesTo } from './kinds/kind';
export { Kinds } from './kinds/kinds';
export { prometheusServer } from './monitoring/engines/prometheus-server';
export type {
  MonitoringBackEnd,
  MonitoringContext,
  MonitoringEngine,
  MonitoringFeature,
  ScrapeTarget,
} from './monitoring/monitoring-engine';
export { type DashboardPart, MonitoringStack } from './monitoring/monitoring-stack';
export type { GrafanaProps, MonitoringSpec, MonitoringStackProps } from './monitoring/monitoring-stack-spec';
export { type Notify, type NotifyOptions, pagerDuty, slack, webhook } from './monitoring/notify';
export { availability, type LatencyTargets, latency, type Objective } from './monitoring/objective';
export type { Alert, Panel, Recording, Rule, Severity } from './monitoring/rules';
export { DataPipeline } from './pipelines/data-pipeline';
export type { DataPipelineProps, History, PipelineSpec, PipelineStep } from './pipelines/data-pipeline-spec';
export { cronJob } from './pipelines/engines/cron-job';
export type { PipelineContext, PipelineEngine, PipelineFeature } from './pipelines/pipeline-engine';
export type { NodePool, PoolGpu, Taint } from './platform/node-pool';
export {
  type AccessMode,
  type GatewayFacts,
  type IngressFacts,
  type OperatorFacts,
  Platform,
  type PriorityFacts,
  type StorageClassFacts,
} from './platform/platform';
export { defaultPriorities } from './platform/priorities';
export { everyPodField, type PodField } from './pod/pod-fields';
export { defaultPolicies } from './policies/packs';
export type { Policy, Violation } from './policies/policy';
export type { Waiver } from './policies/waiver';
export { type ProblemCode, problemCodes } from './problem-codes';
export { type Field, type Finding, MlopsError, type Problem } from './problems';
export { cron, daily, type Schedule, weekly } from './schedule';
export { type ArgoRolloutOptions, argoRollout } from './serving/engines/argo-rollout';
export { deployment } from './serving/engines/deployment';
export { ModelService } from './serving/model-service';
export type { ModelServiceProps, ServiceSpec } from './serving/model-service-spec';
export type { Analysis } from './serving/rollout/analysis';
export { type BlueGreen, type BlueGreenOptions, blueGreen } from './serving/rollout/blue-green';
export {
  type Canary,
  type CanaryOptions,
  type CanaryStep,
  canary,
  type Header,
  type Pause,
} from './serving/rollout/canary';
export type { Rollout } from './serving/rollout/rollout';
export type { RouterName } from './serving/rollout/routers';
export { type ServiceSwitch, switchTo } from './serving/rollout/service-switch';
export { failures, type Limits, measured, slowerThan, type Verdict } from './serving/rollout/verdict';
export type { CheckedService, ServiceContext, ServiceEngine, ServiceFeature } from './serving/service-engine';
export { Claim, ClaimHandle, type ClaimProps } from './storage/claim';
export { RunSweeper, type RunSweeperProps } from './sweeping/run-sweeper';
export { kubernetesJob } from './training/engines/kubernetes-job';
export type { RunIdentity } from './training/run-identity';
export type { PodAdditions, TrainingContext, TrainingEngine, TrainingFeature } from './training/training-engine';
export { TrainingJob } from './training/training-job';
export type { TrainingJobProps, TrainingSpec, When } from './training/training-job-spec';
export type { Value } from './value';
export { type Access, type HasPeer, type Outside, outside, type Peer, peer } from './vocabulary/access';
export type { Compute, GpuRequest } from './vocabulary/compute';
export { exec, grpc, type Health, type HealthProbe, http, tcp } from './vocabulary/health';
export type { AccountRule, Identity } from './vocabulary/identity';
export type { Image, ImageReference } from './vocabulary/image';
export type { Labels } from './vocabulary/labels';
export type { LatencyHistogram, Metrics, RequestCounter } from './vocabulary/metrics';
export type { ModelLocation } from './vocabulary/model';
export type { Named } from './vocabulary/named';
export type { Placement } from './vocabulary/placement';
export { type HasPrometheus, type Prometheus, prometheusAt } from './vocabulary/prometheus';
export { environmentFrom, type Rotation, type SecretOptions, type SecretUse, secretFiles } from './vocabulary/secrets';
export {
  configFiles,
  type Mount,
  type MountOptions,
  type MountSource,
  scratch,
  sharedMemory,
} from './vocabulary/storage';
export type { HasWatched, Watched, WatchedWorkload } from './vocabulary/watched';
export type { ContainerProps, PodProps, RunAs, SidecarProps, WorkloadProps } from './vocabulary/workload';
export { Workspace } from './workspace/workspace';
export type { ContainerDefaults, Groups, Quota, WorkspaceProps } from './workspace/workspace-spec';

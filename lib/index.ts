export type { ProtocolVersion } from '../imports/kserve';
export type {
  Affinity,
  Container,
  ContainerPort,
  EnvVar,
  KubernetesObject,
  LabelSelector,
  NodeAffinity,
  NodeSelectorTerm,
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
export {
  concurrency,
  cpu,
  memory,
  type RequestSignal,
  type ResourceSignal,
  requestRate,
  type Scale,
  type ScaleSignal,
} from './companions/autoscaler';
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
export type { AccessRequest, OpenTo } from './companions/network-access';
export type { Bounds } from './cost/bounds';
export type { Budget } from './cost/budget';
export { type CostItem, costOf, type EnvironmentCost } from './cost/cost-of';
export type { PodHours } from './cost/pod-hours';
export type { Duration } from './duration';
export type { Endpoint, Engine, OperatorFeature, OperatorNeed, Ownership, Rendered } from './engine';
export type { FederationConfig } from './federated/config';
export type { CoordinatorRequest, FederationCoordinator } from './federated/coordinator';
export { flower } from './federated/engines/flower';
export type { FarEnd } from './federated/far-end';
export { FederatedTraining } from './federated/federated-training';
export type {
  CoordinatorProps,
  CoordinatorTls,
  FederatedTrainingProps,
  FederationSpec,
  FleetAddress,
  RunProps,
} from './federated/federated-training-spec';
export type { Federation, HasFederation, Place, Reach } from './federated/federation';
export type {
  CoordinatorContext,
  FederationEngine,
  FederationFeature,
  PodParts,
  RunProgram,
  SiteContext,
} from './federated/federation-engine';
export type { FederationReference } from './federated/federation-reference';
export { FederationSite } from './federated/federation-site';
export type { FederationSiteProps, SiteSpec, SiteTls } from './federated/federation-site-spec';
export type { SiteRoster } from './federated/site-roster';
export { GitOps } from './gitops/git-ops';
export type { Automated, Destination, GitOpsProps } from './gitops/git-ops-props';
export { emit } from './kinds/emit';
export type { Kind, KindDefinition, Lifecycle, PodsAt, Scaling, WritesTo } from './kinds/kind';
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
export type { Accelerator, AcceleratorOptions, PoolGpu } from './platform/accelerators/accelerator';
export { mi300x } from './platform/accelerators/amd';
export {
  a100,
  a100Gb40,
  h100,
  h200,
  l4,
  l40s,
  type MigProfile,
  type NvidiaOptions,
  t4,
  type Uncut,
} from './platform/accelerators/nvidia';
export {
  type TpuV5eOptions,
  type TpuV5eTopology,
  type TpuV5pOptions,
  tpuV5e,
  tpuV5p,
} from './platform/accelerators/tpu';
export { type TrainiumOptions, trn1, trn2 } from './platform/accelerators/trainium';
export {
  type CoschedulingOptions,
  coscheduling,
  type Gang,
  type GangMember,
  type PodGroup,
  type VolcanoOptions,
  volcano,
} from './platform/gang';
export { type ImageVersion, type ImageVersions, imageLock } from './platform/image-versions';
export type { NodePool, NodePrice } from './platform/node-pool';
export type { Injection, OperatorFacts } from './platform/operators';
export {
  type AccessMode,
  type GatewayFacts,
  type IngressFacts,
  Platform,
  type PriorityFacts,
  type StorageClassFacts,
} from './platform/platform';
export { defaultPriorities } from './platform/priorities';
export type {
  ClusterQueue,
  Cohort,
  PoolQuota,
  Preemption,
  QueueAmounts,
  Queues,
  QueueTopology,
} from './platform/queues';
export { autopilot, fargate, type PodSize, type Priced, type Serverless, virtualNodes } from './platform/serverless';
export type { Taint } from './platform/taint';
export type { ContainerRequest } from './pod/container';
export { everyPodField, type PodField } from './pod/pod-fields';
export type { PodRequest } from './pod/pod-template';
export { defaultPolicies } from './policies/packs';
export type { Policy, Violation } from './policies/policy';
export type { Waiver } from './policies/waiver';
export { type ProblemCode, problemCodes } from './problem-codes';
export { type Field, type Finding, MlopsError, type Problem } from './problems';
export type { LocalQueues } from './queueing/local-queues';
export { queueLabels } from './queueing/queue-labels';
export { cron, daily, type Schedule, weekly } from './schedule';
export { type ArgoRolloutOptions, argoRollout } from './serving/engines/argo-rollout';
export { deployment } from './serving/engines/deployment';
export { type KeptRevision, type KnativeOptions, knative } from './serving/engines/knative';
export { type KserveOptions, kserve } from './serving/engines/kserve';
export type { KserveModel } from './serving/engines/kserve-model';
export type { KserveMode } from './serving/engines/kserve-modes';
export { type RayServeOptions, type RayServeUpgrade, rayServe } from './serving/engines/ray-serve';
export type { ServeApplication, ServeAutoscaling, ServeDeployment } from './serving/engines/ray-serve-config';
export {
  choose,
  ensemble,
  type GraphNode,
  type GraphStep,
  type Router,
  type StepOptions,
  type StepTarget,
  sequence,
  splitter,
  to,
} from './serving/inference-graph/graph-node';
export { InferenceGraph, type InferenceGraphProps } from './serving/inference-graph/inference-graph';
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
export type {
  CheckedService,
  ServiceContext,
  ServiceEngine,
  ServiceFeature,
  ServicePodChanges,
} from './serving/service-engine';
export { Claim, ClaimHandle, type ClaimProps } from './storage/claim';
export { RunSweeper, type RunSweeperProps } from './sweeping/run-sweeper';
export type { Coordinator, CoordinatorOptions } from './training/coordinator';
export { kubeflowTrainer } from './training/engines/kubeflow-trainer';
export { kubernetesJob } from './training/engines/kubernetes-job';
export { rayJob } from './training/engines/ray-job';
export type { RayElastic, RayFaultTolerance, RayJobOptions, RayKept } from './training/engines/ray-options';
export type { RuntimeReference } from './training/engines/referenced-runtime';
export { sparkApplication } from './training/engines/spark-application';
export type { SparkApplicationOptions, SparkDynamicAllocation } from './training/engines/spark-options';
export type { MpiOptions, TrainerFramework } from './training/engines/trainer-frameworks';
export type { TrainerGang } from './training/engines/trainer-gang';
export type { InitializerOptions } from './training/engines/trainer-initializers';
export type { KubeflowTrainerOptions } from './training/engines/trainer-options';
export type { Launcher, Meeting, Program } from './training/launcher';
export { tensorflow } from './training/launchers/tensorflow';
export { type TorchrunOptions, torchrun } from './training/launchers/torchrun';
export type { RunIdentity } from './training/run-identity';
export type { Success } from './training/success';
export type {
  CoordinatorPod,
  HelperPod,
  PodAdditions,
  RenderedTraining,
  TrainingContext,
  TrainingEngine,
  TrainingFeature,
  TrainingRequest,
} from './training/training-engine';
export { TrainingJob } from './training/training-job';
export type { TrainingJobProps, TrainingSpec, When } from './training/training-job-spec';
export { type IndexedJobOptions, indexedJob } from './tuning/engines/indexed-job';
export { katib } from './tuning/engines/katib';
export type { KatibCollectors, KatibMetrics } from './tuning/engines/katib-metrics';
export type { KatibOptions, MedianStop } from './tuning/engines/katib-options';
export type { KatibAlgorithm, KatibAlgorithms, Seeded } from './tuning/engines/katib-settings';
export { type GridOptions, grid } from './tuning/grid';
export { HyperparameterSearch } from './tuning/hyperparameter-search';
export type { HyperparameterSearchProps, SearchSpec } from './tuning/hyperparameter-search-spec';
export { maximize, minimize, type ObjectiveOptions, type SearchObjective } from './tuning/objective';
export {
  type Choice,
  choice,
  type DoubleOptions,
  double,
  type IntOptions,
  int,
  type NumberRange,
  type Parameter,
} from './tuning/parameter';
export type { Reads } from './tuning/parameter-variables';
export { type RandomSampleOptions, randomSample } from './tuning/random-sample';
export type { NamedParameter, Point, Search } from './tuning/search';
export type {
  RenderedSearch,
  SearchContext,
  SearchEngine,
  SearchFeature,
  SearchRequest,
  TrialAdditions,
  TrialParameters,
} from './tuning/search-engine';
export type { SearchTraining } from './tuning/search-training';
export type { Value } from './value';
export { type Access, type HasPeer, type Outside, outside, type Peer, peer } from './vocabulary/access';
export type { Checkpoint, CheckpointStore } from './vocabulary/checkpoint';
export type { Compute, GpuRequest } from './vocabulary/compute';
export { type DataVersion, dataVersion, dvcVersion } from './vocabulary/data-version';
export { exec, grpc, type Health, type HealthProbe, http, tcp } from './vocabulary/health';
export type { AccountRule, Identity } from './vocabulary/identity';
export type { Image, ImageReference } from './vocabulary/image';
export type { Labels } from './vocabulary/labels';
export { showback } from './vocabulary/labels';
export type { LatencyHistogram, Metrics, RequestCounter } from './vocabulary/metrics';
export type { ModelLocation } from './vocabulary/model';
export { modelLabels } from './vocabulary/model-version';
export type { Named } from './vocabulary/named';
export type { Placement } from './vocabulary/placement';
export { type HasPrometheus, type Prometheus, prometheusAt } from './vocabulary/prometheus';
export type { Requirements } from './vocabulary/requirements';
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

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
export type { Derivation, Derived, DerivedFile } from './app/derivation';
export { type Changes, Environment, extend } from './app/environment';
export type { FinishedObject } from './app/finished';
export { MlopsApp, type MlopsAppProps } from './app/mlops-app';
export { MlopsChart, type MlopsChartProps } from './app/mlops-chart';
export type { SynthOptions, SynthResult } from './app/synth-result';
export * from './async';
export * from './batch';
export { Cluster, type ClusterProps } from './cluster/cluster';
export * from './companions';
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
export * from './companions/autoscalers';
export type { AccessRequest, OpenTo } from './companions/network-access';
export type { Bounds } from './cost/bounds';
export type { Budget } from './cost/budget';
export { type CostItem, costOf, type EnvironmentCost } from './cost/cost-of';
export type { PodHours } from './cost/pod-hours';
export type { Duration } from './duration';
export type { Endpoint, Engine, OperatorFeature, Ownership, Rendered } from './engine';
export * from './federated';
export { GitOps } from './gitops/git-ops';
export type { Automated, Destination, GitOpsProps } from './gitops/git-ops-props';
export { emit } from './kinds/emit';
export type { Kind, KindDefinition, Lifecycle, PodsAt, RunsAs, Scaling, WritesTo } from './kinds/kind';
export { Kinds } from './kinds/kinds';
export * from './models';
export type { ModelInPod } from './models/model-in-pod';
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
export type { GpuMetricsFacts } from './platform/gpu-metrics';
export { type ImageVersion, type ImageVersions, imageLock } from './platform/image-versions';
export type { CachedModel, ModelCacheFacts, ModelCacheGroup } from './platform/model-cache';
export type { NodePool, NodePrice } from './platform/node-pool';
export type { OperatorNeed } from './platform/operator-need';
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
export * from './serving/components';
export { type ArgoRolloutOptions, argoRollout } from './serving/engines/argo-rollout';
export { deployment } from './serving/engines/deployment';
export { type KeptRevision, type KnativeOptions, knative } from './serving/engines/knative';
export { type KserveOptions, kserve } from './serving/engines/kserve';
export { type KserveLlmOptions, kserveLlm } from './serving/engines/kserve-llm';
export type { PrefillOptions } from './serving/engines/kserve-llm-prefill';
export type { KserveModel } from './serving/engines/kserve-model';
export type { KserveMode } from './serving/engines/kserve-modes';
export { type RayServeOptions, type RayServeUpgrade, rayServe } from './serving/engines/ray-serve';
export type { ServeApplication, ServeAutoscaling, ServeDeployment } from './serving/engines/ray-serve-config';
export * from './serving/experiment';
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
export * from './serving/llm';
export { ModelService } from './serving/model-service';
export type { ModelServiceProps, ServiceSpec } from './serving/model-service-spec';
export type { Analysis } from './serving/rollout/analysis';
export { type BlueGreen, type BlueGreenOptions, blueGreen } from './serving/rollout/blue-green';
export {
  type Canary,
  type CanaryMirror,
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
  PodsBeside,
  ServiceContext,
  ServiceEngine,
  ServiceFeature,
  ServicePodChanges,
} from './serving/service-engine';
export * from './signals';
export { Claim, ClaimHandle, type ClaimProps } from './storage/claim';
export { RunSweeper, type RunSweeperProps } from './sweeping/run-sweeper';
export * from './training';
export * from './tuning';
export type { Value } from './value';
export { type Access, type HasPeer, type Outside, outside, type Peer, peer } from './vocabulary/access';
export type { Checkpoint, CheckpointStore } from './vocabulary/checkpoint';
export type { Compute, GpuRequest } from './vocabulary/compute';
export type { DataCache } from './vocabulary/data-cache';
export { type DataVersion, dataVersion, dvcVersion } from './vocabulary/data-version';
export { exec, grpc, type Health, type HealthProbe, http, tcp } from './vocabulary/health';
export type { AccountRule, Identity } from './vocabulary/identity';
export type { Image, ImageReference } from './vocabulary/image';
export type { Labels } from './vocabulary/labels';
export { showback } from './vocabulary/labels';
export type { LatencyHistogram, Metrics, RequestCounter } from './vocabulary/metrics';
export type { ModelCache, ModelLocation } from './vocabulary/model';
export { modelLabels } from './vocabulary/model-version';
export type { Named } from './vocabulary/named';
export type { HasPlace, VolumePlace } from './vocabulary/near';
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
export type { HasWatched, Watched, WatchedProfile, WatchedWorkload } from './vocabulary/watched';
export type { ContainerProps, PodProps, RunAs, SidecarProps, WorkloadProps } from './vocabulary/workload';
export { Workspace } from './workspace/workspace';
export type { ContainerDefaults, Groups, Quota, WorkspaceProps } from './workspace/workspace-spec';

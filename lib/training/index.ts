export type { Coordinator, CoordinatorOptions } from './coordinator';
export { kubeflowTrainer } from './engines/kubeflow-trainer';
export { kubernetesJob } from './engines/kubernetes-job';
export { rayJob } from './engines/ray-job';
export type { RayElastic, RayFaultTolerance, RayJobOptions, RayKept } from './engines/ray-options';
export type { RuntimeReference } from './engines/referenced-runtime';
export { sparkApplication } from './engines/spark-application';
export type { SparkApplicationOptions, SparkDynamicAllocation } from './engines/spark-options';
export type { MpiOptions, TrainerFramework } from './engines/trainer-frameworks';
export type { InitializerOptions } from './engines/trainer-initializers';
export type { KubeflowTrainerOptions } from './engines/trainer-options';
export type { Launcher, Meeting, Program } from './launcher';
export { tensorflow } from './launchers/tensorflow';
export { type TorchrunOptions, torchrun } from './launchers/torchrun';
export type { RunIdentity } from './run-identity';
export type { RunPurpose } from './run-purpose';
export type { Success } from './success';
export type {
  CoordinatorPod,
  HelperPod,
  PodAdditions,
  RenderedTraining,
  TrainingContext,
  TrainingEngine,
  TrainingFeature,
  TrainingRequest,
} from './training-engine';
export { TrainingJob } from './training-job';
export type { TrainingJobProps, TrainingSpec, When } from './training-job-spec';

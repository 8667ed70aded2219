import type { TrainingEngine } from '../training-engine';
import { kubeflowTrainer } from './kubeflow-trainer';
import { kubernetesJob } from './kubernetes-job';
import { rayJob } from './ray-job';
import { sparkApplication } from './spark-application';

/** Every engine with its plain settings; the contract suite, the matrix and the error texts read it. */
export const trainingEngines: readonly TrainingEngine[] = [
  kubernetesJob(),
  kubeflowTrainer(),
  rayJob({ rayVersion: '2.52.0' }),
  sparkApplication({ sparkVersion: '3.5.5' }),
];

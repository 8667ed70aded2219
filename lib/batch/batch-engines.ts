import { trainingEngines } from '../training/engines';
import { type TrainingFeature, trainingFeatures } from '../training/training-engine';

/** The engines on which a batch runs: those whose workers need not meet. */
export const batchEngines = trainingEngines.filter(({ supports }) => supports.includes('batch'));

const ofTrainings: readonly TrainingFeature[] = ['torchrun', 'tfConfig', 'success', 'profile', 'produces', 'batch'];

/** What a batch can ask an engine for. */
export const batchFeatures = Object.fromEntries(
  Object.entries(trainingFeatures).filter(([feature]) => !ofTrainings.includes(feature as TrainingFeature)),
);

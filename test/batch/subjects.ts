import { BatchInference, type BatchInferenceProps, Claim, type MlopsChart } from '../../lib';
import { batchEngines } from '../../lib/batch/batch-engines';
import { trainingSubjects } from '../contract/training-subjects';
import { chart, container } from '../fixtures/workloads';

export const houses = Claim.reference({ name: 'houses', access: 'ReadWriteMany' });
export const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });

/** A batch with one of everything that it reads and writes; every engine can start its program. */
export const batch: BatchInferenceProps = {
  ...container,
  command: ['local:///app/predict.py'],
  model: models.model('prices', 'v1'),
  input: houses.at('/houses'),
  output: models.at('/results'),
  versions: { data: 'v1' },
  env: { CHUNK: '100' },
};

export function predict(changes: Partial<BatchInferenceProps> = {}, scope: MlopsChart = chart()): BatchInference {
  return new BatchInference(scope, 'predict', { ...batch, ...changes });
}

export const batchSubjects = trainingSubjects.filter(({ engine }) => batchEngines.includes(engine));

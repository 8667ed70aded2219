import type { EnvVar } from '../../imports/kubernetes';
import { ownModel, waitForModels } from '../models/model-in-pod';
import { declaredModel, type ServedModel } from '../models/model-source';
import type { RunPurpose } from '../training/run-purpose';
import { shardVariables } from '../training/worker-variables';
import { type DataSet, placeOf } from './data-set';

/** What a batch reads and writes. */
export interface BatchData {
  readonly model?: ServedModel;
  readonly input?: DataSet;
  readonly output?: DataSet;
}

/** Where one run of a batch writes: a folder of its own below the output. */
export function resultsOf(output: DataSet, stem: string, run: string): string {
  return `${placeOf(output)}/${stem}/${run}`;
}

/** A batch on the engines of trainings: its workers share the data and do not know each other. */
export function forBatch({ model, input, output }: BatchData): RunPurpose {
  const models = ownModel(model);
  return {
    component: 'batch-inference',
    priority: 'data-pipeline',
    container: 'predict',
    workersMeet: false,
    workerVariables: shardVariables,
    variables: (stem, run): readonly EnvVar[] => [
      ...models.map(({ path }) => ({ name: 'MODEL_PATH', value: path })),
      ...(input === undefined ? [] : [{ name: 'INPUT_PATH', value: placeOf(input) }]),
      ...(output === undefined ? [] : [{ name: 'OUTPUT_PATH', value: resultsOf(output, stem, run) }]),
    ],
    declares: {
      batch: {
        model: model === undefined ? undefined : declaredModel(model),
        input: input === undefined ? undefined : placeOf(input),
        output: output === undefined ? undefined : placeOf(output),
      },
    },
    models,
    before: (platform) => waitForModels(models, platform),
  };
}

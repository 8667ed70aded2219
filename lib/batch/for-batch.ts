import type { EnvVar } from '../../imports/kubernetes';
import { waitForModel } from '../pod/wait-for-model';
import type { RunPurpose } from '../training/run-purpose';
import { shardVariables } from '../training/worker-variables';
import { type ModelLocation, modelPath } from '../vocabulary/model';
import { type DataSet, placeOf } from './data-set';

/** What a batch reads and writes. */
export interface BatchData {
  readonly model?: ModelLocation;
  readonly input?: DataSet;
  readonly output?: DataSet;
}

/** Where one run of a batch writes: a folder of its own below the output. */
export function resultsOf(output: DataSet, stem: string, run: string): string {
  return `${placeOf(output)}/${stem}/${run}`;
}

/** A batch on the engines of trainings: its workers share the data and do not know each other. */
export function forBatch({ model, input, output }: BatchData): RunPurpose {
  return {
    component: 'batch-inference',
    priority: 'data-pipeline',
    container: 'predict',
    workersMeet: false,
    workerVariables: shardVariables,
    variables: (stem, run): readonly EnvVar[] => [
      ...(model === undefined ? [] : [{ name: 'MODEL_PATH', value: modelPath(model) }]),
      ...(input === undefined ? [] : [{ name: 'INPUT_PATH', value: placeOf(input) }]),
      ...(output === undefined ? [] : [{ name: 'OUTPUT_PATH', value: resultsOf(output, stem, run) }]),
    ],
    declares: {
      batch: {
        model: model === undefined ? undefined : { name: model.name, version: model.version },
        input: input === undefined ? undefined : placeOf(input),
        output: output === undefined ? undefined : placeOf(output),
      },
    },
    before: (platform) => waitForModel(model, platform),
  };
}

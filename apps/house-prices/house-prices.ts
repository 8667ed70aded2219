import type { Construct } from 'constructs';
import {
  Claim,
  DataPipeline,
  type Environment,
  environmentFrom,
  MlopsChart,
  ModelService,
  TrainingJob,
} from '../../lib';
import type { HousePricesSettings } from './settings';

export interface HousePricesProps {
  readonly environment: Environment;
  readonly settings: HousePricesSettings;
}

/** House prices: raw data to a cleaned table, a table to a model, a model to an endpoint. */
export class HousePrices extends MlopsChart {
  constructor(scope: Construct, id: string, { environment, settings }: HousePricesProps) {
    super(scope, id, { environment });
    const { images, rawData, storage, pipelines, training, serving } = settings;
    const data = new Claim(this, 'house-prices-data', {
      size: storage.data,
      access: 'ReadWriteMany',
      storageClass: storage.class,
    });
    const models = new Claim(this, 'house-prices-models', {
      size: storage.models,
      access: 'ReadWriteMany',
      storageClass: storage.class,
    });
    const source = {
      image: images.data,
      compute: pipelines.compute,
      secrets: [environmentFrom('raw-data-credentials')],
      mounts: [data.at('/data')],
    };
    const pipeline = {
      access: { outside: [rawData.hosts] },
      history: { succeeded: pipelines.keepRuns, failed: pipelines.keepRuns },
    };

    new DataPipeline(this, 'house-prices-preprocess', {
      ...pipeline,
      schedule: pipelines.preprocess,
      steps: [
        {
          ...source,
          name: 'preprocess',
          command: ['python', 'data_preprocess.py', '--input', rawData.houses, '--output', '/data/cleaned_data.csv'],
        },
      ],
    });
    new DataPipeline(this, 'daily-data-import', {
      ...pipeline,
      schedule: pipelines.import,
      steps: [
        {
          ...source,
          name: 'import',
          command: ['python', 'import_script.py', `--source=${rawData.daily}`, '--dest=/data'],
        },
      ],
    });
    const train = new TrainingJob(this, 'train-house-prices-model', {
      image: images.train,
      command: ['python', 'train.py', '--data=/data/cleaned_data.csv'],
      compute: training.compute,
      placement: training.placement,
      mounts: [data.at('/data', { readOnly: true })],
      produces: models.model('house-prices', undefined, { size: '200Mi' }),
      versions: { data: training.dataVersion },
      retries: 3,
      deadline: '6h',
    });
    new ModelService(this, 'house-prices', {
      image: images.serve,
      model:
        serving.servedRun === undefined
          ? train.output
          : models.model('house-prices', serving.servedRun, { size: '200Mi' }),
      compute: serving.compute,
      scale: serving.scale,
      expose: serving.expose,
      metrics: { port: 9090, names: ['request_latency_seconds', 'request_count_total'] },
    });
  }
}

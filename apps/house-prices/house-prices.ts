import type { Construct } from 'constructs';
import {
  availability,
  Claim,
  DataPipeline,
  type Environment,
  environmentFrom,
  latency,
  MlopsChart,
  ModelService,
  type MonitoringStack,
  TrainingJob,
} from '../../lib';
import { explainer, explanationPanels } from './explainer';
import type { HousePricesSettings } from './settings';

export interface HousePricesProps {
  readonly environment: Environment;
  readonly settings: HousePricesSettings;
  /** Watches all of it. */
  readonly stack: MonitoringStack;
}

/** Bounds of the server's latency histogram in seconds; it reads them from LATENCY_BUCKETS. */
const latencyBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** House prices: raw data to a cleaned table, a table to a model, a model to an endpoint. */
export class HousePrices extends MlopsChart {
  constructor(scope: Construct, id: string, { environment, settings, stack }: HousePricesProps) {
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

    const preprocess = new DataPipeline(this, 'house-prices-preprocess', {
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
    const dailyImport = new DataPipeline(this, 'daily-data-import', {
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
      waitFor: ['/data/cleaned_data.csv'], // on the first day it is there before the pipeline has run
      checkpoint: { at: models.model('house-prices'), interval: '1m', saveTime: '10s' }, // beside the model, as train.py does
      versions: { data: training.dataVersion },
    });
    const service = new ModelService(this, 'house-prices', {
      image: images.serve,
      model:
        serving.servedRun === undefined
          ? train.output
          : models.model('house-prices', serving.servedRun, { size: '200Mi' }),
      compute: serving.compute,
      scale: serving.scale,
      expose: serving.expose,
      access: { callers: [serving.frontend] },
      env: { LATENCY_BUCKETS: latencyBuckets.join(',') },
      metrics: {
        port: 9090,
        requests: { name: 'request_count_total', failed: 'status=~"5.."' },
        latency: { name: 'request_latency_seconds', buckets: latencyBuckets },
      },
      ...(serving.explainer !== undefined && { explainer: explainer(serving.explainer, latencyBuckets) }),
    });
    stack.watch(data, models, preprocess, dailyImport, train, service);
    if (serving.explainer !== undefined) stack.add('house-prices-explain', { panels: explanationPanels });
    stack.objective(
      availability(service, serving.objectives.availability),
      latency(service, { p95: serving.objectives.p95 }),
    );
  }
}

import {
  AsyncInference,
  BatchInference,
  type MlopsError,
  ModelService,
  mlflowModel,
  outside,
  redis,
  s3,
  TrainingJob,
} from '../../lib';
import { secretInAddress } from '../../lib/vocabulary/address';
import { prices } from '../async/queues';
import { batch } from '../batch/subjects';
import { kedaPlatform, on } from '../fixtures/signals';
import { chart, checkpoint, container, service, training } from '../fixtures/workloads';

test.each([
  's3://me:hush@bucket/x',
  's3://me@bucket/x',
  'https://token@host/x',
  'me:hush@redis:6379',
  'abfss://data:hush@account.dfs.core.windows.net/x',
  'https://account.blob.core.windows.net/c/x?sv=2024&sig=abc',
  'https://bucket.s3.amazonaws.com/x?X-Amz-Signature=abc',
  'https://host/x?access_token=abc',
  'https://host/AKIAABCDEFGHIJKLMNOP/x',
])('%s holds a secret', (address) => {
  expect(secretInAddress(address)).toBe(true);
});

test.each([
  's3://bucket/x',
  's3://bucket/me@home',
  'abfss://data@account.dfs.core.windows.net/x',
  'hf://organisation/model@0123456789abcdef',
  'http://mlflow.tracking.svc:5000',
  'redis:6379,redis-2:6379',
  'https://host/x?versionId=3&token_file=a',
])('%s holds none', (address) => {
  expect(secretInAddress(address)).toBe(false);
});

const secret = 's3://me:hush@bucket/x';
const host = outside('store', ['203.0.113.0/24']);
const about = { name: 'm', version: 'v1', size: '1Gi', host };
const scope = () => chart({ environment: on(kedaPlatform) });

test.each<[string, () => unknown, string]>([
  [
    'a checkpoint',
    () => new TrainingJob(scope(), 'it', { ...training, checkpoint: { ...checkpoint, at: secret } }),
    'checkpoint.at',
  ],
  ['data', () => new TrainingJob(scope(), 'it', { ...training, data: { uri: secret } }), 'data.uri'],
  ['an input', () => new BatchInference(scope(), 'it', { ...batch, input: secret }), 'input'],
  ['an output', () => new BatchInference(scope(), 'it', { ...batch, output: secret }), 'output'],
  ['a model', () => new ModelService(scope(), 'it', { ...service, model: s3(secret, about) }), 'model.uri'],
  [
    'the store of a model',
    () =>
      new ModelService(scope(), 'it', {
        ...service,
        model: s3('s3://b/m', { ...about, endpoint: 'http://me:hush@s3' }),
      }),
    'model.endpoint',
  ],
  [
    'a registry',
    () =>
      new ModelService(scope(), 'it', {
        ...service,
        model: mlflowModel('models:/m/1', { size: '1Gi', host, server: 'http://me:hush@mlflow' }),
      }),
    'model.server',
  ],
  [
    'a queue',
    () =>
      new AsyncInference(scope(), 'it', {
        ...container,
        queue: redis({ ...prices, address: 'me:hush@redis:6379' }),
        scale: { max: 2 },
      }),
    'queue.address',
  ],
])('the address of %s with a password in it is refused, and not shown', (_what, make, at) => {
  let error: MlopsError | undefined;
  try {
    make();
  } catch (thrown) {
    error = thrown as MlopsError;
  }
  expect(error?.problems.map(({ code, path }) => `${code} ${path.split(': ')[1]}`)).toEqual([`secret-value ${at}`]);
  expect(error?.message).not.toContain('hush');
});

test('a checkpoint in a container of Azure, whose name stands before the @, is no secret', () => {
  const at = 'abfss://checkpoints@account.dfs.core.windows.net/it';
  expect(() => new TrainingJob(scope(), 'it', { ...training, checkpoint: { ...checkpoint, at } })).not.toThrow();
});

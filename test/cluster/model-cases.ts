import {
  defaultPolicies,
  EndpointPicker,
  environmentFrom,
  inferencePool,
  knative,
  kserve,
  MlopsApp,
  MlopsChart,
  ModelService,
  type ModelServiceProps,
  outside,
  type Platform,
  rayServe,
  s3,
  triton,
  vllm,
} from '../../lib';
import { platform } from '../fixtures/environment';
import { bakedModel, fetchedModels, imageModel } from '../fixtures/models';
import { container } from '../fixtures/workloads';
import { allowed } from './inference-cases';

/** A cluster of today that has what every source and server needs. */
const able: Platform = {
  ...platform,
  kubernetes: '1.35',
  operators: {
    ...allowed.operators,
    knative: {
      version: '1.23',
      namespaces: ['knative-serving'],
      features: [...(allowed.operators?.['knative']?.features ?? []), 'kubernetes.podspec-volumes-image'],
    },
    'gateway-api-inference-extension': { version: '1.6' },
  },
};

const sources = [...Object.values(fetchedModels), bakedModel, imageModel];
const onEach = (prefix: string, props: Partial<ModelServiceProps>, models = sources) =>
  Object.fromEntries(models.map((model, index) => [`${prefix}-${index}`, { ...props, model }]));
const gpu = (count: number) => ({ cpu: '16', memory: '128Gi', gpu: { pool: 'gpu', count } });
const host = outside('store', ['203.0.113.0/24']);

/** Every source on every engine that differs in how it carries a pod, and both servers. */
const services = (images: boolean): Readonly<Record<string, Partial<ModelServiceProps>>> => ({
  ...onEach('plain', {}, images ? sources : sources.slice(0, -1)),
  ...onEach('kserve', { engine: kserve() }),
  ...onEach('knative', { engine: knative() }),
  ...onEach('ray', { engine: rayServe({ rayVersion: '2.52.0', applications: [{ name: 'a', importPath: 'a:b' }] }) }),
  'kserve-brings': {
    engine: kserve({ model: { format: 'sklearn' } }),
    model: s3('s3://models/prices/v3', {
      name: 'prices',
      version: 'v3',
      size: '2Gi',
      host,
      credentials: environmentFrom('keys'),
    }),
  },
  'kserve-image': { engine: kserve({ mode: 'Knative', model: { format: 'sklearn' } }), model: imageModel },
  'vllm-key': {
    server: vllm({ apiKey: { secret: 'llm', key: 'key' }, adapters: { support: bakedModel } }),
    model: images ? imageModel : bakedModel,
    compute: gpu(4),
  },
  'vllm-kserve': { server: vllm({ tensorParallel: 2 }), engine: kserve(), model: bakedModel, compute: gpu(4) },
  'triton-grpc': { server: triton({ protocol: 'grpc' }), model: bakedModel },
});

export const namespace = 'models';

/** The flags of the platform, as Knative reads them. */
export const knativeFlags = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config-features', namespace: 'knative-serving' },
  data: Object.fromEntries((able.operators?.['knative']?.features ?? []).map((name) => [name, 'enabled'])),
};

/**
 * Writes each service to a file of its own, and pools with their pickers.
 * @param images whether this cluster keeps volumes that are images in its own kinds
 */
export function writeModels(outdir: string, images: boolean): void {
  const app = new MlopsApp({ outdir, policies: defaultPolicies });
  const environment = { name: namespace, namespace, platform: able };
  const scope = app.in(environment);
  for (const [id, props] of Object.entries(services(images))) {
    new ModelService(new MlopsChart(scope, id, { environment }), id, { ...container, ...props });
  }
  for (const engine of [undefined, kserve()]) {
    const id = engine === undefined ? 'pool' : 'pool-kserve';
    const chart = new MlopsChart(scope, id, { environment });
    const picker = new EndpointPicker(chart, `${id}-picker`, { pool: id });
    const expose = inferencePool(`${id}.example.com`, picker, { withoutPicker: 'FailOpen', timeout: '10m' });
    new ModelService(chart, id, { ...container, engine, expose, server: vllm(), model: bakedModel });
  }
  app.synth();
}

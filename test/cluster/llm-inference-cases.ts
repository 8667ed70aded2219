import {
  Claim,
  cpu,
  defaultPolicies,
  EndpointPicker,
  environmentFrom,
  inferencePool,
  inImage,
  kserveLlm,
  MlopsApp,
  MlopsChart,
  ModelService,
  type ModelServiceProps,
  ociImage,
  outside,
  route,
  s3,
  vllm,
} from '../../lib';
import { gpus, llmPlatform } from '../fixtures/llm';
import { container } from '../fixtures/workloads';

export const llmNamespace = 'llm-inference';
const environment = { name: llmNamespace, namespace: llmNamespace, platform: llmPlatform };
const about = { name: 'chat', version: 'v1' };
const host = outside('store', ['203.0.113.0/24']);
const bucket = s3('s3://models/chat/v1', { ...about, size: '140Gi', host, credentials: environmentFrom('keys') });
const adapter = s3('s3://models/lora/v1', { name: 'lora', version: 'v1', size: '1Gi', host });

/** Language models on KServe, one option or more each; images are mounted by clusters of today alone. */
const services = (images: boolean): Readonly<Record<string, Partial<ModelServiceProps>>> => ({
  plain: { model: inImage('/weights/chat', about), replicas: 3 },
  bucket: { model: bucket, server: vllm({ adapters: { support: adapter } }), compute: gpus(4) },
  claim: {
    model: Claim.reference({ name: 'models', access: 'ReadWriteMany' }).model('chat', 'v1'),
    compute: gpus(8),
    server: vllm({ pipelineParallel: 2 }),
    scale: { min: 2, max: 6, on: [cpu(70)] },
  },
  ...(images && { image: { model: ociImage('registry.example.com/chat:v1', { ...about, size: '2Gi' }) } }),
  groups: {
    model: bucket,
    compute: gpus(8),
    server: vllm({ tensorParallel: 8, pipelineParallel: 2 }),
    scale: { min: 2, max: 4, on: [cpu(70)] },
  },
  copies: { model: bucket, compute: gpus(8), server: vllm({ tensorParallel: 2 }), expose: route('a.example.com') },
});

/** Writes each service to a file of its own. */
export function writeLlmInference(outdir: string, images: boolean): void {
  const app = new MlopsApp({ outdir, policies: defaultPolicies });
  const scope = app.in(environment);
  const engine = kserveLlm();
  for (const [id, props] of Object.entries(services(images))) {
    new ModelService(new MlopsChart(scope, id, { environment }), id, {
      ...container,
      server: vllm(),
      ...props,
      engine,
    });
  }
  const chart = new MlopsChart(scope, 'pooled', { environment });
  const picker = new EndpointPicker(chart, 'pooled-picker', { pool: 'pooled' });
  const expose = inferencePool('b.example.com', picker);
  new ModelService(chart, 'pooled', { ...container, server: vllm(), model: bucket, compute: gpus(2), expose, engine });
  const split = new MlopsChart(scope, 'split', { environment });
  const roles = new EndpointPicker(split, 'split-picker', { pool: 'split', disaggregated: true });
  new ModelService(split, 'split', {
    ...container,
    server: vllm(),
    model: bucket,
    compute: gpus(4),
    replicas: 3,
    expose: inferencePool('c.example.com', roles),
    engine: kserveLlm({
      prefill: {
        replicas: 4,
        compute: gpus(8),
        server: vllm({ tensorParallel: 4 }),
        args: ['--max-num-batched-tokens', '16384'],
        placement: { priority: 'model-serving' },
      },
    }),
  });
  app.synth();
}

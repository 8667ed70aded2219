import {
  Claim,
  choose,
  concurrency,
  cpu,
  defaultPolicies,
  ensemble,
  InferenceGraph,
  ingress,
  knative,
  kserve,
  loadBalancer,
  MlopsApp,
  MlopsChart,
  ModelService,
  type ModelServiceProps,
  memory,
  type Platform,
  rayServe,
  requestRate,
  route,
  secretFiles,
  sequence,
  splitter,
  to,
  vllm,
} from '../../lib';
import { platform } from '../fixtures/environment';
import { container } from '../fixtures/workloads';

const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
const proxy = { ...container, name: 'proxy' };
const serve = { name: 'default', importPath: 'serve:app' };
const rayVersion = '2.52.0';

/** Everything that Knative lets through once its flags are on. */
const flags = [
  'securitycontext',
  'nodeselector',
  'tolerations',
  'affinity',
  'topologyspreadconstraints',
  'priorityclassname',
  'runtimeclassname',
  'init-containers',
  'persistent-volume-claim',
  'persistent-volume-write',
].map((name) => `kubernetes.podspec-${name}`);
export const allowed: Platform = {
  ...platform,
  operators: {
    ...platform.operators,
    knative: { version: '1.23', namespaces: ['knative-serving'], features: flags },
  },
};

/** Services that every cluster takes, one option or more each. */
export const plainServices: Readonly<Record<string, Partial<ModelServiceProps>>> = {
  'standard-plain': { engine: kserve(), replicas: 3, metrics: { port: 9090 }, drain: '45s' },
  'standard-scaled': {
    engine: kserve(),
    scale: { min: 2, max: 8, on: [cpu(150), memory(80)] },
    expose: route('a.example.com'),
  },
  'standard-model': {
    engine: kserve({ model: { format: 'sklearn', version: '1', uri: 's3://models/prices', protocol: 'v2' } }),
    expose: loadBalancer(),
    sidecars: [proxy],
  },
  'standard-runtime': {
    engine: kserve({ model: { format: 'sklearn', runtime: 'kserve-sklearnserver', uri: 'pvc://models/prices' } }),
    command: undefined,
    expose: ingress('b.example.com'),
  },
  'standard-claim': {
    engine: kserve(),
    model: models.model('prices', 'v1', { size: '4Gi' }),
    secrets: [secretFiles('certs', '/certs')],
    placement: { pool: 'spot', spot: true },
  },
  'standard-gpu': {
    engine: kserve(),
    compute: { cpu: '2500m', memory: '16Gi', gpu: { pool: 'gpu', count: 1 } },
  },
  'serverless-plain': {
    engine: kserve({ mode: 'Knative', canaryPercent: 10, timeout: '90s' }),
    secrets: [secretFiles('certs', '/certs')],
  },
  'serverless-zero': {
    engine: kserve({ mode: 'Knative' }),
    scale: { min: 0, max: 4, on: [concurrency(10)] },
  },
  'serverless-cpu': { engine: kserve({ mode: 'Knative' }), scale: { min: 1, max: 4, on: [cpu(70)] } },
  'serverless-model': {
    engine: kserve({ mode: 'Knative', model: { format: 'sklearn', uri: 's3://models/prices' } }),
    sidecars: [proxy],
    scale: { min: 0, max: 4, on: [requestRate(50)] },
  },
  'knative-plain': { engine: knative(), sidecars: [proxy], secrets: [secretFiles('certs', '/certs')] },
  'knative-zero': {
    engine: knative({ timeout: '600s', containerConcurrency: 20, protocol: 'h2c', reach: 'public' }),
    scale: { min: 0, max: 6, on: [requestRate(100)] },
  },
  'knative-kept': {
    engine: knative({ keep: { revision: 'knative-kept-00001', percent: 90 } }),
    scale: { min: 1, max: 6, on: [cpu(70)] },
  },
  'ray-plain': { engine: rayServe({ rayVersion, applications: [serve] }), replicas: 2 },
  'ray-scaled': {
    engine: rayServe({
      rayVersion,
      idle: '5m',
      head: { cpu: '2', memory: '8Gi' },
      applications: [
        {
          ...serve,
          routePrefix: '/prices',
          args: { model: '/mnt/models/prices/v1' },
          runtimeEnv: { env_vars: { MODE: 'fast' } },
          deployments: [
            { name: 'Model', maxOngoingRequests: 20, gpus: 0.5, cpus: 1, userConfig: { threshold: 0.5 } },
            {
              name: 'Rank',
              autoscaling: { min: 0, max: 3, ongoingRequests: 4, upscaleDelay: '10s', downscaleDelay: '5m' },
            },
            { name: 'Gate', replicas: 1 },
          ],
        },
      ],
    }),
    compute: { cpu: '4', memory: '16Gi', gpu: { pool: 'gpu', count: 1 } },
    model: models.model('prices', 'v1'),
    metrics: { port: 9090 },
    scale: { min: 1, max: 4, on: [concurrency(5)] },
    expose: route('c.example.com'),
  },
  'ray-upgraded': {
    engine: rayServe({ rayVersion, applications: [serve], upgrade: { gatewayClass: 'istio', step: 20, surge: 50 } }),
    scale: { min: 1, max: 4, on: [concurrency(5)] },
  },
};

/** Services on a cluster whose Knative lets everything through. */
export const allowedServices: Readonly<Record<string, Partial<ModelServiceProps>>> = {
  'knative-all': {
    engine: knative(),
    model: models.model('prices', 'v1'),
    placement: { pool: 'spot', spot: true, spread: true, priority: 'model-serving' },
  },
  'serverless-all': {
    engine: kserve({ mode: 'Knative' }),
    model: models.model('prices', 'v1'),
    mounts: [models.at('/scratch')],
    placement: { pool: 'spot', spot: true },
  },
  'knative-gpu': { engine: knative(), compute: { cpu: '2', memory: '16Gi', gpu: { pool: 'gpu', count: 1 } } },
};

/** A KServe that keeps the pods of one copy. */
const ofNodes: Platform = {
  ...platform,
  operators: { ...platform.operators, kserve: { version: '0.20.1' } },
};

/** Models that one pod cannot hold. */
const nodeServices: Readonly<Record<string, Partial<ModelServiceProps>>> = {
  'nodes-plain': {
    engine: kserve(),
    model: models.model('chat', 'v1', { size: '700Gi' }),
    server: vllm({ tensorParallel: 8, pipelineParallel: 2, apiKey: { secret: 'chat', key: 'key' } }),
    compute: { cpu: '32', memory: '512Gi', gpu: { pool: 'gpu', count: 8 } },
    replicas: 1,
    expose: route('d.example.com'),
  },
  'nodes-four': {
    engine: kserve({ model: { format: 'vLLM', protocol: 'v2' } }),
    model: models.model('chat', 'v1', { size: '700Gi' }),
    server: vllm({ tensorParallel: 4, pipelineParallel: 8 }),
    compute: { cpu: '32', memory: '512Gi', gpu: { pool: 'gpu', count: 8 } },
    replicas: 1,
    transformer: { ...container },
  },
};

type Services = Readonly<Record<string, Partial<ModelServiceProps>>>;

/** Clusters and what they take; each is a namespace of its own. */
const clusters: readonly (readonly [string, Platform, Services])[] = [
  ['inference', platform, plainServices],
  ['inference-flags', allowed, allowedServices],
  ['inference-nodes', ofNodes, nodeServices],
];

export const inferenceNamespaces = clusters.map(([name]) => name);

/** Writes each service to a file of its own, and the graph. */
export function writeInference(outdir: string): void {
  const app = new MlopsApp({ outdir, policies: defaultPolicies });
  for (const [name, facts, services] of clusters) {
    const environment = { name, namespace: name, platform: facts };
    const scope = app.in(environment);
    for (const [id, props] of Object.entries(services)) {
      new ModelService(new MlopsChart(scope, id, { environment }), id, { ...container, ...props });
    }
    if (services === plainServices) addGraphs(new MlopsChart(scope, 'graphs', { environment }));
  }
  app.synth();
}

/** Every router, one inside of the other, and a graph on Knative. */
function addGraphs(chart: MlopsChart): void {
  const [clean, first, second, slow] = ['clean', 'first', 'second', 'slow'].map(
    (id) => new ModelService(chart, id, { ...container, engine: kserve() }),
  );
  if (clean === undefined || first === undefined || second === undefined || slow === undefined) return;
  new InferenceGraph(chart, 'loan', {
    root: sequence(
      to(clean, { name: 'clean' }),
      to(splitter(to(first, { weight: 80 }), to(second, { weight: 20 })), { data: '$response', required: true }),
      to(choose(to(slow, { condition: '[@this].#(risk=="high")' }), to('http://rules.shop.svc/decide')), {
        condition: '[@this].#(risk!="low")',
      }),
      to(ensemble(to(first, { name: 'a' }), to(second, { name: 'b' }))),
    ),
    replicas: 3,
    timeout: '30s',
  });
  const zero = new ModelService(chart, 'zero', { ...container, engine: kserve({ mode: 'Knative' }) });
  new InferenceGraph(chart, 'serverless', { mode: 'Knative', root: sequence(to(zero)), replicas: 1 });
}

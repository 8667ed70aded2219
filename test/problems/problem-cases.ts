import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AsyncInference,
  argoRollout,
  Claim,
  canary,
  choice,
  concurrency,
  cpu,
  cron,
  DataPipeline,
  deployment,
  double,
  environmentFrom,
  type FederatedTrainingProps,
  failures,
  grid,
  HyperparameterSearch,
  indexedJob,
  ingress,
  inImage,
  int,
  knative,
  kserve,
  kubernetesJob,
  latency,
  MlopsChart,
  ModelService,
  MonitoringStack,
  minimize,
  outside,
  Platform,
  type ProblemCode,
  peer,
  prometheusAt,
  queueLength,
  randomSample,
  redis,
  s3,
  TrainingJob,
  vllm,
  Workspace,
} from '../../lib';
import { peerPackage } from '../../lib/peer-package';
import { environment, platform } from '../fixtures/environment';
import { chartIn, federation, site } from '../fixtures/federations';
import { kedaPlatform, on } from '../fixtures/signals';
import { chart, checkpoint, container, pipeline, service, training } from '../fixtures/workloads';

/** A minimal input that raises exactly one code, and a near miss that passes. */
export interface ProblemCase {
  readonly raises: () => unknown;
  readonly passes: () => unknown;
}

type Props = Record<string, unknown>;

const train = (props: Props, facts: Partial<Platform> = {}) =>
  new TrainingJob(chart({ environment: { ...environment, platform: { ...platform, ...facts } } }), 'train', {
    ...training,
    ...props,
  });
const serve = (props: Props, facts: Partial<Platform> = {}) =>
  new ModelService(chart({ environment: { ...environment, platform: { ...platform, ...facts } } }), 'serve', {
    ...service,
    ...props,
  });
const serveless = (props: Props) => serve({ engine: knative(), ...props });
const flow = (props: Props) => new DataPipeline(chart(), 'flow', { ...pipeline, ...props });
const claim = (props: Props) => new Claim(chart(), 'data', { size: '1Gi', ...props });
const facts = (changes: Props) =>
  new MlopsChart(chart().node.root as Construct, 'other', {
    environment: { ...environment, platform: { ...platform, ...changes } },
  });
const work = (gpus: Record<string, number>) =>
  new Workspace(chart().node.root as Construct, 'workspace', { environment, quota: { cpu: '1', memory: '1Gi', gpus } });
const queued = (clusterQueue: string) =>
  new Workspace(chart().node.root as Construct, 'workspace', {
    environment: {
      ...environment,
      platform: {
        ...platform,
        operators: { kueue: { version: '0.19' } },
        queues: { clusterQueues: { research: { pools: { general: { cpu: '8', memory: '32Gi' } } } } },
      },
    },
    quota: { cpu: '1', memory: '1Gi' },
    queues: { training: clusterQueue },
  });

const sampled = indexedJob({ search: randomSample() });
const tune = (props: Props) =>
  new HyperparameterSearch(chart(), 'tune', {
    training: { ...container, command: ['train', '$(PARAMETER_DEPTH)'] },
    parameters: { depth: int(1, 9) },
    objective: minimize('rmse'),
    ...props,
  });
const words = (...command: readonly string[]) => ({ training: { ...container, command } });

const stack = () => new MonitoringStack(chart(), 'monitoring');
const promise = (p95: '250ms' | '300ms') => {
  const watching = stack();
  const watched = new ModelService(Chart.of(watching), 'serve', {
    ...service,
    metrics: { port: 9090, latency: { name: 'request_latency_seconds', buckets: [0.1, 0.25, 1] } },
  });
  watching.watch(watched);
  watching.objective(latency(watched, { p95 }));
};

/** A signal that the adapter asks of the Prometheus of a namespace. */
const adapted = (namespace: string) => {
  const metricsAdapter = { namespace: 'monitoring', prometheus: `http://prometheus.${namespace}.svc:9090` };
  const home = chart({ environment: { ...environment, platform: { ...platform, metricsAdapter } } });
  const watched = new ModelService(home, 'serve', {
    ...service,
    metrics: { port: 9090, names: ['waiting'] },
    scale: { min: 1, max: 2, on: [queueLength('waiting', { target: 5 })] },
  });
  new MonitoringStack(home, 'monitoring').watch(watched);
};
const store = outside('store', ['203.0.113.0/24']);
const storedIn = (volume: string, ...host: readonly (typeof store | undefined)[]) =>
  s3('s3://models/m', { name: 'm', version: 'v1', size: '10Gi', volume, host: host.length === 0 ? store : host[0] });
const onGpus = (count: number) => ({
  model: inImage('/models/m', { name: 'm', version: 'v1' }),
  compute: { cpu: '8', memory: '64Gi', gpu: { pool: 'gpu', count } },
});

const overPods = (kserveVersion: string) =>
  serve(
    {
      ...onGpus(8),
      engine: kserve(),
      model: shared.model('m', 'v1'),
      server: vllm({ tensorParallel: 8, pipelineParallel: 2 }),
      replicas: 1,
    },
    { operators: { ...platform.operators, kserve: { version: kserveVersion } } },
  );

const rolled = (steps: readonly number[], minRequests: number) =>
  serve({
    engine: argoRollout(),
    metrics: { port: 9090, requests: { name: 'requests_total', failed: 'status=~"5.."' } },
    rollout: canary({
      steps,
      analysis: { from: prometheusAt('http://p:9090'), checks: [failures({ atMost: 0.01 })], minRequests },
    }),
  });
const farSite = (changes: Partial<FederatedTrainingProps>) => {
  const fraud = federation({ address: { host: 'fleet.example.com', cidrs: ['198.51.100.7/32'] }, ...changes });
  site(fraud, {}, chartIn('ward', fraud, 'clinic'));
};
const twoSites = (claimOfTheOther: string) => {
  const fraud = federation();
  const ward = chartIn('ward', fraud);
  site(fraud, {}, ward);
  const data = Claim.reference({ name: claimOfTheOther }).at('/data', { readOnly: true });
  site(fraud, { data }, ward, 'hospital-b');
};

const answer = (props: Props) =>
  new AsyncInference(chart({ environment: on(kedaPlatform) }), 'answer', {
    ...container,
    queue: redis({
      address: 'redis:6379',
      stream: 'prices',
      group: 'workers',
      at: peer({ name: 'redis', labels: { app: 'redis' }, ports: [6379] }),
    }),
    scale: { max: 3 },
    ...props,
  });

const single = Claim.reference({ name: 'data' });
const shared = Claim.reference({ name: 'data', access: 'ReadWriteMany' });
const step = (name: string, after?: readonly string[]) => ({ ...container, name, after });
const big = 'n'.repeat(60);

/** Codes that props and the platform can raise; those of a whole app stand in app-cases.ts. */
export const problemCases = {
  'unknown-prop': { raises: () => serve({ replica: 3 }), passes: () => serve({ replicas: 3 }) },
  'missing-prop': { raises: () => serve({ image: undefined }), passes: () => serve({ command: undefined }) },
  'wrong-type': { raises: () => serve({ replicas: '3' }), passes: () => serve({ replicas: 3 }) },
  'out-of-range': { raises: () => serve({ port: 70_000 }), passes: () => serve({ port: 65_535 }) },
  'not-allowed': {
    raises: () => serve({ replicas: 2, scale: { min: 1, max: 2, on: [cpu(70)] } }),
    passes: () => serve({ scale: { min: 1, max: 2, on: [cpu(70)] } }),
  },
  'bad-name': { raises: () => serve({ name: 'My_Model' }), passes: () => serve({ name: 'my-model' }) },
  'name-too-long': { raises: () => train({ name: big }), passes: () => train({ name: big.slice(0, 54) }) },
  'duplicate-name': {
    raises: () => flow({ steps: [step('a'), step('a')] }),
    passes: () => flow({ steps: [step('a'), step('b')] }),
  },
  'bad-quantity': {
    raises: () => serve({ compute: { cpu: '1', memory: '1GB' } }),
    passes: () => serve({ compute: { cpu: '1', memory: '1G' } }),
  },
  'bad-duration': { raises: () => train({ deadline: '90 s' }), passes: () => train({ deadline: '90s' }) },
  'bad-schedule': {
    raises: () => flow({ schedule: cron('0 0 30 2 *') }),
    passes: () => flow({ schedule: cron('0 0 29 2 *') }),
  },
  'bad-time-zone': {
    raises: () => flow({ schedule: cron('0 1 * * *', 'Europe/Berln') }),
    passes: () => flow({ schedule: cron('0 1 * * *', 'Europe/Berlin') }),
  },
  'bad-image': { raises: () => serve({ image: 'app:latest' }), passes: () => serve({ image: 'app:latest-2026' }) },
  'bad-version': { raises: () => facts({ kubernetes: '1.34.2' }), passes: () => facts({ kubernetes: '1.34' }) },
  'secret-value': {
    raises: () => serve({ env: { DB_PASSWORD: 'hunter2' } }),
    passes: () => serve({ env: { DB_PASSWORD_FILE: '/run/secrets/db', TOKENIZERS_PARALLELISM: 'false' } }),
  },
  'secret-reload': {
    raises: () => serve({ secrets: [environmentFrom('db', undefined, { rotation: 'reload' })] }),
    passes: () => serve({ secrets: [environmentFrom('db', undefined, { rotation: 'restart' })] }),
  },
  'unknown-pool': {
    raises: () => train({ placement: { pool: 'gpus' } }),
    passes: () => train({ placement: { pool: 'gpu' } }),
  },
  'unknown-queue': { raises: () => queued('reserch'), passes: () => queued('research') },
  'pool-without-gpu': { raises: () => work({ general: 1 }), passes: () => work({ gpu: 1 }) },
  'pool-too-small': {
    raises: () => train({ compute: { cpu: '1', memory: '1Gi', gpu: { pool: 'gpu', count: 9 } } }),
    passes: () => train({ compute: { cpu: '1', memory: '1Gi', gpu: { pool: 'gpu', count: 8 } } }),
  },
  'no-pool-fits': {
    raises: () => train({ placement: { requires: { memory: '65Gi' } } }),
    passes: () => train({ placement: { requires: { memory: '64Gi' } } }),
  },
  'spot-without-pool': {
    raises: () => train({ placement: { pool: 'general', spot: true }, checkpoint }),
    passes: () => train({ placement: { pool: 'spot', spot: true }, checkpoint }),
  },
  'spot-without-checkpoint': {
    raises: () => train({ placement: { spot: true } }),
    passes: () => train({ placement: { spot: true }, checkpoint }),
  },
  'unknown-priority': {
    raises: () => train({ placement: { priority: 'urgent' } }),
    passes: () => train({ placement: { priority: 'model-serving' } }),
  },
  'unknown-storage-class': {
    raises: () => claim({ storageClass: 'fast' }),
    passes: () => claim({ storageClass: 'standard' }),
  },
  'storage-access': {
    raises: () => claim({ storageClass: 'standard', access: 'ReadWriteMany' }),
    passes: () => claim({ storageClass: 'shared', access: 'ReadWriteMany' }),
  },
  'claim-single-node': {
    raises: () => serve({ replicas: 2, mounts: [single.at('/data')] }),
    passes: () => serve({ replicas: 2, mounts: [shared.at('/data')] }),
  },
  'mount-overlap': {
    raises: () => train({ mounts: [single.at('/data'), shared.at('/data')] }),
    passes: () => train({ mounts: [single.at('/data'), shared.at('/data/more')] }),
  },
  'replicas-range': {
    raises: () => serve({ scale: { min: 3, max: 2, on: [cpu(70)] } }),
    passes: () => serve({ scale: { min: 2, max: 2, on: [cpu(70)] } }),
  },
  'scale-to-zero-unsupported': {
    raises: () => serveless({ scale: { min: 0, max: 2, on: [cpu(70)] } }),
    passes: () => serveless({ scale: { min: 0, max: 2, on: [concurrency(10)] } }),
  },
  'unsupported-feature': {
    raises: () => flow({ steps: [step('a'), step('b', ['a']), step('c', ['a'])] }),
    passes: () => flow({ steps: [step('a'), step('b', ['a']), step('c', ['b'])] }),
  },
  'field-not-carried': {
    raises: () =>
      serve({
        engine: { ...deployment(), carries: deployment().carries.filter((name) => name !== 'volumes') },
      }),
    passes: () =>
      serve({ engine: { ...deployment(), carries: deployment().carries.filter((name) => name !== 'nodeSelector') } }),
  },
  'missing-operator': {
    raises: () => train({ engine: { ...kubernetesJob(), needs: [{ operator: 'kueue' }] } }),
    passes: () => train({ engine: { ...kubernetesJob(), needs: [{ operator: 'reloader', version: '1.3' }] } }),
  },
  'missing-platform-fact': {
    raises: () => serve({ expose: ingress('a.example.com') }, { ingress: undefined }),
    passes: () => serve({ expose: ingress('a.example.com') }),
  },
  'version-too-old': {
    raises: () => train({ sidecars: [{ ...container, name: 'proxy' }] }, { kubernetes: '1.28' }),
    passes: () => train({ sidecars: [{ ...container, name: 'proxy' }] }, { kubernetes: '1.29' }),
  },
  'step-order': {
    raises: () => flow({ steps: [step('a', ['b']), step('b', ['a'])] }),
    passes: () => flow({ steps: [step('a', ['b']), step('b', [])] }),
  },
  'unknown-parameter': {
    raises: () => tune(words('train', '$(PARAMETER_DEPTH)', '$(PARAMETER_WIDTH)')),
    passes: () => tune(words('train', '$(PARAMETER_DEPTH)', '$(WIDTH)')),
  },
  'unused-parameter': {
    raises: () => tune(words('train')),
    passes: () => tune({ ...words('train'), reads: 'environment' }),
  },
  'empty-range': {
    raises: () => tune({ parameters: { depth: int(9, 9) } }),
    passes: () => tune({ parameters: { depth: int(8, 9) } }),
  },
  'log-range': {
    raises: () => tune({ parameters: { depth: int(0, 9, { log: true }) } }),
    passes: () => tune({ parameters: { depth: int(1, 9, { log: true }) } }),
  },
  'grid-too-large': {
    raises: () => tune({ parameters: { depth: int(1, 101) } }),
    passes: () => tune({ parameters: { depth: int(1, 101) }, engine: indexedJob({ search: grid({ max: 101 }) }) }),
  },
  'too-few-points': {
    raises: () => tune({ trials: 10, engine: sampled }),
    passes: () => tune({ trials: 9, engine: sampled }),
  },
  'parallel-above-trials': {
    raises: () => tune({ trials: 3, parallel: 4, engine: sampled }),
    passes: () => tune({ trials: 4, parallel: 4, engine: sampled }),
  },
  'parameter-not-searchable': {
    raises: () => tune({ parameters: { depth: double(0, 1) } }),
    passes: () => tune({ parameters: { depth: choice(0, 0.5, 1) } }),
  },
  'model-too-large': {
    raises: () => serve({ model: storedIn('9Gi') }),
    passes: () => serve({ model: storedIn('10Gi') }),
  },
  'model-unreachable': {
    raises: () => serve({ model: storedIn('20Gi', undefined) }),
    passes: () => serve({ model: storedIn('20Gi', undefined), access: { outside: [store] } }),
  },
  parallelism: {
    raises: () => serve({ ...onGpus(8), server: vllm({ tensorParallel: 3 }) }),
    passes: () => serve({ ...onGpus(8), server: vllm({ tensorParallel: 4 }) }),
  },
  'multi-node': {
    raises: () => overPods('0.20.0'),
    passes: () => overPods('0.20.1'),
  },
  'probe-too-short': {
    raises: () => serve({ model: shared.model('m', 'v1', { size: '100Gi' }), health: { startup: '1m' } }),
    passes: () => serve({ model: shared.model('m', 'v1', { size: '1Gi' }), health: { startup: '1m' } }),
  },
  'bad-query': {
    raises: () => stack().add('own', { panels: [{ title: 'Up', queries: [{ expr: 'sum(up', legend: 'up' }] }] }),
    passes: () => stack().add('own', { panels: [{ title: 'Up', queries: [{ expr: 'sum(up)', legend: 'up' }] }] }),
  },
  'missing-package': {
    raises: () => peerPackage('a test', ['not-installed'], () => require('not-installed')),
    passes: () => peerPackage('a test', ['constructs'], () => require('constructs')),
  },
  'unknown-metric': {
    raises: () => stack().add('own', { rules: [{ record: 'own:rate', expr: 'rate(request_total[5m])' }] }),
    passes: () => stack().add('own', { rules: [{ record: 'own:rate', expr: 'rate(alertmanager_alerts[5m])' }] }),
  },
  'metric-not-served': { raises: () => adapted('prod'), passes: () => adapted('dev') },
  'objective-without-bucket': { raises: () => promise('300ms'), passes: () => promise('250ms') },
  'canary-steps': { raises: () => rolled([25, 5], 1), passes: () => rolled([5, 25], 1) },
  'analysis-without-traffic': { raises: () => rolled([5], 0), passes: () => rolled([5], 1) },
  'answer-cut-short': {
    raises: () => answer({ longestAnswer: '61s', grace: '1m' }),
    passes: () => answer({ longestAnswer: '1m', grace: '1m' }),
  },
  'queue-loop': {
    raises: () => answer({ deadLetters: 'prices' }),
    passes: () => answer({ deadLetters: 'prices-lost' }),
  },
  'unknown-site': {
    raises: () => site(federation(), { site: 'clinic' }),
    passes: () => site(federation(), { site: 'hospital-b' }),
  },
  'coordinator-unreachable': {
    raises: () => farSite({ callers: [] }),
    passes: () => farSite({ callers: [outside('ward', ['203.0.113.0/24'])] }),
  },
  'site-data-shared': { raises: () => twoSites('data'), passes: () => twoSites('other') },
  'missing-environment': {
    raises: () => new ModelService(chart().node.root as Construct, 'serve', service),
    passes: () => new ModelService(chart(), 'serve', service),
  },
  'platform-provided-late': {
    raises: () => {
      const late = chart();
      new ApiObject(late, 'first', { apiVersion: 'v1', kind: 'ConfigMap' });
      Platform.provide(late, platform);
    },
    passes: () => Platform.provide(chart(), platform),
  },
} satisfies Partial<Record<ProblemCode, ProblemCase>>;

import { load } from 'js-yaml';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { RayServiceSpec } from '../../imports/ray-serve';
import {
  concurrency,
  cpu,
  loadBalancer,
  ModelService,
  type ModelServiceProps,
  type Platform,
  type RayServeOptions,
  rayServe,
  route,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { refused } from '../fixtures/refused';
import { objectsOf, only, service } from '../fixtures/workloads';

type RayService = KubernetesObject & { spec: RayServiceSpec };

const plain: RayServeOptions = { rayVersion: '2.52.0', applications: [{ name: 'default', importPath: 'serve:app' }] };
const render = (
  options: Partial<RayServeOptions> = {},
  props: Partial<ModelServiceProps> = {},
  facts: Partial<Platform> = {},
) =>
  objectsOf(
    (scope) => new ModelService(scope, 'prices', { ...service, engine: rayServe({ ...plain, ...options }), ...props }),
    { environment: { ...environment, platform: { ...platform, ...facts } } },
  );
const made = (...asks: Parameters<typeof render>) => only<RayService>(render(...asks), 'RayService').spec;
const scale = { min: 1, max: 4, on: [concurrency(5)] } as const;

const problems = (...asks: Parameters<typeof render>): readonly string[] => refused(() => render(...asks));

const portsOf = ({ spec }: PodTemplate) =>
  spec.containers[0]?.ports?.map(({ name, containerPort }) => [name, containerPort]);

test('head and workers come from the one pod writer; the head is small and runs no replicas', () => {
  const { headGroupSpec, workerGroupSpecs } = made({}, { replicas: 3 }).rayClusterConfig;
  const [workers] = workerGroupSpecs;
  expect(headGroupSpec.rayStartParams['num-cpus']).toBe('0');
  expect(headGroupSpec.template.spec.containers[0]).toMatchObject({
    name: 'ray-head',
    image: service.image,
    resources: { requests: { cpu: '1', memory: '4Gi' } },
    securityContext: { readOnlyRootFilesystem: true },
  });
  expect(workers).toMatchObject({ replicas: 3, minReplicas: 3, maxReplicas: 3, numOfHosts: 1, priority: 0 });
  expect(workers?.template.spec.containers[0]).toMatchObject({
    name: 'ray-worker',
    resources: { requests: { cpu: '500m', memory: '1Gi' } },
  });
});

test('a worker with GPUs stands in their pool, the head does not', () => {
  const compute = { cpu: '4', memory: '16Gi', gpu: { pool: 'gpu', count: 1 } } as const;
  const { headGroupSpec, workerGroupSpecs } = made({}, { compute }).rayClusterConfig;
  expect(workerGroupSpecs[0]?.template.spec.nodeSelector).toEqual({ 'node-pool': 'gpu' });
  expect(headGroupSpec.template.spec).not.toHaveProperty('nodeSelector');
});

test('workers may stand on spot nodes, the head does not: without it the whole cluster goes', () => {
  const { headGroupSpec, workerGroupSpecs } = made({}, { placement: { spot: true } }).rayClusterConfig;
  expect(workerGroupSpecs[0]?.template.spec.nodeSelector).toEqual({ 'capacity-type': 'spot' });
  expect(headGroupSpec.template.spec).not.toHaveProperty('nodeSelector');
});

test('requests and metrics have ports of their own, and KubeRay asks with its own probes', () => {
  const { headGroupSpec, workerGroupSpecs } = made({}, { metrics: { port: 9191 } }).rayClusterConfig;
  const worker = workerGroupSpecs[0]?.template as PodTemplate;
  expect(portsOf(worker)).toEqual([
    ['serve', 8080],
    ['metrics', 9191],
  ]);
  expect(portsOf(headGroupSpec.template)).toEqual(
    expect.arrayContaining([
      ['gcs-server', 6379],
      ['dashboard', 8265],
    ]),
  );
  expect(headGroupSpec.rayStartParams['metrics-export-port']).toBe('9191');
  for (const key of ['readinessProbe', 'livenessProbe', 'startupProbe', 'lifecycle'])
    expect(worker.spec.containers[0]).not.toHaveProperty(key);
});

test('the config is the YAML of Ray Serve, strings and all', () => {
  const { serveConfigV2 } = made({
    applications: [
      {
        name: 'prices',
        importPath: 'serve:build',
        routePrefix: '/prices',
        args: { version: '1.10', on: 'yes' },
        runtimeEnv: { env_vars: { MODE: 'fast' } },
        deployments: [
          { name: 'Model', replicas: 2, gpus: 0.5, cpus: 1, maxOngoingRequests: 20, userConfig: { threshold: 0.5 } },
          {
            name: 'Rank',
            autoscaling: { min: 0, max: 3, ongoingRequests: 4, upscaleDelay: '10s', downscaleDelay: '5m' },
          },
        ],
      },
    ],
  });
  expect(load(serveConfigV2)).toEqual({
    proxy_location: 'EveryNode',
    http_options: { host: '0.0.0.0', port: 8080 },
    applications: [
      {
        name: 'prices',
        route_prefix: '/prices',
        import_path: 'serve:build',
        args: { version: '1.10', on: 'yes' },
        runtime_env: { env_vars: { MODE: 'fast' } },
        deployments: [
          {
            name: 'Model',
            num_replicas: 2,
            max_ongoing_requests: 20,
            ray_actor_options: { num_cpus: 1, num_gpus: 0.5 },
            user_config: { threshold: 0.5 },
          },
          {
            name: 'Rank',
            autoscaling_config: {
              min_replicas: 0,
              max_replicas: 3,
              target_ongoing_requests: 4,
              upscale_delay_s: 10,
              downscale_delay_s: 300,
            },
          },
        ],
      },
    ],
  });
});

test('scale gives deployments their replicas, and the cluster the workers for them', () => {
  const deployments = [{ name: 'Model' }, { name: 'Gate', replicas: 1 }];
  const objects = render({ applications: [{ name: 'a', importPath: 's:app', deployments }], idle: '5m' }, { scale });
  const { serveConfigV2, rayClusterConfig } = only<RayService>(objects, 'RayService').spec;
  expect((load(serveConfigV2) as { applications: [{ deployments: unknown }] }).applications[0].deployments).toEqual([
    { name: 'Model', autoscaling_config: { min_replicas: 1, max_replicas: 4, target_ongoing_requests: 5 } },
    { name: 'Gate', num_replicas: 1 },
  ]);
  expect(rayClusterConfig).toMatchObject({
    enableInTreeAutoscaling: true,
    autoscalerOptions: { version: 'v2', idleTimeoutSeconds: 300, securityContext: { readOnlyRootFilesystem: true } },
  });
  expect(rayClusterConfig.workerGroupSpecs[0]).not.toHaveProperty('replicas');
  const { automountServiceAccountToken, restartPolicy } = rayClusterConfig.headGroupSpec.template.spec;
  expect([automountServiceAccountToken, restartPolicy]).toEqual([true, 'Never']);
  expect(rayClusterConfig.workerGroupSpecs[0]?.template.spec.automountServiceAccountToken).toBe(false);
  expect(objects.map(({ metadata }) => metadata.name)).toContain('prices-to-api-server');
  expect(objects.map(({ kind }) => kind)).not.toContain('HorizontalPodAutoscaler');
});

test('the Service has the name of the service and port 80, behind a load balancer where asked', () => {
  const { serveService } = made({}, { expose: loadBalancer({ sourceRanges: ['10.0.0.0/8'] }) });
  expect(serveService).toMatchObject({
    metadata: { name: 'prices' },
    spec: {
      type: 'LoadBalancer',
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      ports: [{ name: 'serve', port: 80, targetPort: 8080 }],
    },
  });
});

test('pods talk to each other, and the operator to the head', () => {
  const names = render().flatMap(({ kind, metadata }) => (kind === 'NetworkPolicy' ? [metadata.name] : []));
  expect(names.sort()).toEqual(['prices-from-ray-system', 'prices-from-workers', 'prices-to-workers']);
});

test('a step-by-step upgrade needs scale, and its Gateway takes the place of every exposure', () => {
  const upgrade = { gatewayClass: 'istio' };
  const spec = made({ upgrade }, { scale });
  expect(spec).not.toHaveProperty('serveService');
  expect(spec.upgradeStrategy).toEqual({
    type: 'NewClusterWithIncrementalUpgrade',
    clusterUpgradeOptions: {
      gatewayClassName: 'istio',
      stepSizePercent: 10,
      intervalSeconds: 30,
      maxSurgePercent: 100,
    },
  });
  expect(problems({ upgrade })).toEqual(['not-allowed engine.upgrade']);
  expect(problems({ upgrade }, { scale, expose: route('a.example.com') })).toEqual(['unsupported-feature expose']);
});

test('a token is asked for from the Ray on that knows one', () => {
  expect(made().rayClusterConfig.authOptions).toEqual({ mode: 'token' });
  expect(made({ rayVersion: '2.51.1' }).rayClusterConfig).not.toHaveProperty('authOptions');
});

test('what Ray or KubeRay would refuse is refused', () => {
  const app = plain.applications[0] as RayServeOptions['applications'][number];
  expect(problems({ applications: [] })).toEqual(['out-of-range engine.applications']);
  expect(problems({ applications: [app, { ...app, name: 'b' }] })).toEqual(['duplicate-name engine.applications']);
  expect(problems({ applications: [app, { ...app, name: 'b', routePrefix: '/b' }] })).toEqual([]);
  expect(problems({ applications: [{ ...app, importPath: 'serve.py' }] })).toEqual([]);
  expect(problems({ applications: [{ ...app, importPath: './serve.py' }] })).toEqual([
    'not-allowed engine.applications[0].importPath',
  ]);
  const both = { name: 'Model', replicas: 1, autoscaling: { min: 1, max: 2, ongoingRequests: 1 } };
  expect(problems({ applications: [{ ...app, deployments: [both] }] })).toEqual([
    'not-allowed engine.applications[0].deployments[0].replicas',
  ]);
  const turned = { name: 'Model', autoscaling: { min: 3, max: 2, ongoingRequests: 1 } };
  expect(problems({ applications: [{ ...app, deployments: [turned] }] })).toEqual([
    'replicas-range engine.applications[0].deployments[0].autoscaling',
  ]);
  expect(problems({}, { port: 8265 })).toEqual(['not-allowed port']);
  expect(problems({}, { name: '2-prices' })).toEqual(['bad-name name']);
  expect(problems({}, { name: 'n'.repeat(48) })).toEqual(['name-too-long undefined']);
  expect(problems({}, { command: ['python', 'serve.py'] })).toEqual(['unsupported-feature command']);
  expect(problems({}, { scale: { min: 1, max: 2, on: [cpu(70)] } })).toEqual(['unsupported-feature scale']);
  expect(problems({}, { scale }, { apiServer: undefined })).toEqual(['missing-platform-fact scale']);
  expect(problems({}, {}, { operators: { kuberay: { version: '1.7' } } })).toEqual(['missing-platform-fact engine']);
});

import type { Construct } from 'constructs';
import type { PodTemplate } from '../../../imports/kubernetes';
import type { RayServiceSpec } from '../../../imports/ray-serve';
import { servicePort } from '../../companions/route';
import { type Duration, seconds } from '../../duration';
import type { Rendered } from '../../engine';
import { emit } from '../../kinds/emit';
import { atLeast } from '../../platform/version';
import { containerSecurity } from '../../pod/hardening';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { type Compute, resourcesOf } from '../../vocabulary/compute';
import type { ServiceContext, ServiceEngine, ServiceFeature, ServicePodChanges } from '../service-engine';
import { type ServeApplication, serveConfig } from './ray-serve-config';
import { agentPort, checkRayServe, dashboardPort, metricsPort } from './ray-serve-options';

/** A new cluster takes the requests over step by step, through a Gateway that KubeRay makes. */
export interface RayServeUpgrade {
  readonly gatewayClass: string;
  /** Percent of the requests that move at once. @default 10 */
  readonly step?: number;
  /** Between two steps. @default '30s' */
  readonly interval?: Duration;
  /** Percent of the capacity that the new cluster has at once. @default 100 */
  readonly surge?: number;
}

export interface RayServeOptions {
  /** Version of Ray in the image, such as `2.52.0`. */
  readonly rayVersion: string;
  readonly applications: readonly ServeApplication[];
  /** Size of the head, which runs no replicas. @default 1 CPU and 4Gi */
  readonly head?: Compute;
  /** How long a worker may be idle before it goes, where the service scales. @default '1m' */
  readonly idle?: Duration;
  /** @default a change starts a whole new cluster, which takes all requests once it is ready */
  readonly upgrade?: RayServeUpgrade;
}

/** Ray that can demand a token. */
const sinceAuth = '2.52';
const autoscaler = { cpu: '500m', memory: '512Mi', ephemeralStorage: '1Gi' } as const;
const exposures: readonly ServiceFeature[] = ['loadBalancer', 'ingress', 'route'];
const features: readonly ServiceFeature[] = [
  'autoscaling',
  'scaleOnConcurrency',
  'modelFromClaim',
  'modelFetched',
  'modelFromImage',
  'sidecars',
  'metrics',
];

/** A RayService of KubeRay. @see https://docs.ray.io/en/latest/serve/production-guide/kubernetes.html */
export function rayServe(options: RayServeOptions): ServiceEngine {
  return value('engine', {
    name: 'rayServe',
    needs: [{ operator: 'kuberay', version: '1.6', calls: [dashboardPort, agentPort, 'port'] }],
    supports: options?.upgrade === undefined ? [...features, ...exposures] : features,
    carries: everyPodField,
    owns: ['scaling'],
    render: (scope, context) => render(scope, context, options),
  } as const satisfies ServiceEngine);
}

function render(scope: Construct, context: ServiceContext, options: RayServeOptions): Rendered {
  const { name, spec, platform, selector, labels } = context;
  checkRayServe(scope, context, options);
  const { rayVersion, applications, head: size = { cpu: '1', memory: '4Gi' }, upgrade } = options;
  const scaled = spec.props.scale !== undefined;
  const head = rayPod(context, 'ray-head', size, {
    ...(scaled && { token: true }),
    placement: { ...spec.props.placement, spot: false }, // a head that goes takes the whole cluster with it
  });
  const worker = rayPod(context, 'ray-worker', spec.props.compute, {});
  const start = { 'metrics-export-port': String(metricsPort(spec)) };
  const priority = atLeast(platform.operators?.['kuberay']?.version ?? '0', '1.7');
  const workload = emit(scope, 'Resource', {
    apiVersion: 'ray.io/v1',
    kind: 'RayService',
    metadata: { name, labels, ...(spec.props.annotations !== undefined && { annotations: spec.props.annotations }) },
    spec: {
      serveConfigV2: serveConfig(applications, spec.port, spec.props.scale),
      upgradeStrategy: upgradeStrategy(upgrade),
      ...(upgrade === undefined && { serveService: serveService(context) }),
      excludeHeadPodFromServeSvc: true,
      rayClusterConfig: {
        rayVersion,
        ...(scaled && scaling(options, context)),
        ...(atLeast(rayVersion, sinceAuth) && { authOptions: { mode: 'token' } }),
        headGroupSpec: {
          rayStartParams: { ...start, 'dashboard-host': '0.0.0.0', 'num-cpus': '0' },
          template: head,
        },
        workerGroupSpecs: [
          {
            groupName: 'workers',
            ...(!scaled && { replicas: spec.pods.min }),
            minReplicas: spec.pods.min,
            maxReplicas: spec.pods.max,
            numOfHosts: 1,
            ...(priority && { priority: 0 }),
            rayStartParams: start,
            template: worker,
          },
        ],
      },
    } satisfies RayServiceSpec,
  });
  return {
    objects: { workload },
    endpoints: upgrade === undefined ? [{ name: 'http', host: name, port: servicePort }] : [],
    podSets: [
      { labels: selector, count: 1, pod: head },
      { labels: selector, count: spec.pods.max, pod: worker },
    ],
    amongPods: true,
    callsApiServer: scaled,
  };
}

/** The service's pod without probes of its own: KubeRay asks the Ray node and its proxy. */
function rayPod({ spec, pod }: ServiceContext, name: string, compute: Compute, also: ServicePodChanges): PodTemplate {
  return pod({
    main: {
      name,
      compute,
      ports: [
        { name: 'serve', containerPort: spec.port, protocol: 'TCP' },
        { name: 'metrics', containerPort: metricsPort(spec), protocol: 'TCP' },
        ...(name === 'ray-head' ? headPorts : []),
      ],
      probes: {},
      lifecycle: undefined,
    },
    ...also,
    ...(spec.props.scale !== undefined && { restartPolicy: 'Never' }),
  });
}

const headPorts = [
  { name: 'gcs-server', containerPort: 6379, protocol: 'TCP' },
  { name: 'dashboard', containerPort: dashboardPort, protocol: 'TCP' },
  { name: 'client', containerPort: 10001, protocol: 'TCP' },
] as const;

function scaling({ idle = '1m' }: RayServeOptions, { platform }: ServiceContext) {
  return {
    enableInTreeAutoscaling: true,
    autoscalerOptions: {
      version: 'v2',
      idleTimeoutSeconds: seconds(idle),
      resources: resourcesOf(autoscaler, platform),
      securityContext: containerSecurity,
      env: [{ name: 'HOME', value: '/tmp' }],
      volumeMounts: [{ name: 'scratch-tmp', mountPath: '/tmp' }],
    },
  } as const;
}

function upgradeStrategy(upgrade: RayServeUpgrade | undefined): RayServiceSpec['upgradeStrategy'] {
  if (upgrade === undefined) return { type: 'NewCluster' };
  const { gatewayClass, step = 10, interval = '30s', surge = 100 } = upgrade;
  return {
    type: 'NewClusterWithIncrementalUpgrade',
    clusterUpgradeOptions: {
      gatewayClassName: gatewayClass,
      stepSizePercent: step,
      intervalSeconds: seconds(interval),
      maxSurgePercent: surge,
    },
  };
}

/** The Service under the service's own name; KubeRay selects the pods of the cluster that serves. */
function serveService({ name, labels, spec: { expose, port } }: ServiceContext): RayServiceSpec['serveService'] {
  const balanced = expose.by === 'loadBalancer' ? expose : undefined;
  const { annotations = {}, sourceRanges = [] } = balanced ?? {};
  return {
    metadata: { name, labels, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      type: balanced === undefined ? 'ClusterIP' : 'LoadBalancer',
      ...(sourceRanges.length > 0 && { loadBalancerSourceRanges: sourceRanges }),
      ports: [{ name: 'serve', port: servicePort, protocol: 'TCP', targetPort: port }],
    },
  };
}

import type { ContainerPort, PodTemplate, Probe } from '../../../imports/kubernetes';
import { isResource, type ScaleSignal } from '../../companions/autoscaler';
import type { OperatorFeature } from '../../engine';
import type { OperatorNeed } from '../../platform/operator-need';
import { everyPodField, type PodField } from '../../pod/pod-fields';
import type { Field } from '../../problems';
import { probes } from '../server-container';
import type { ServiceContext, ServiceFeature, ServicePodChanges } from '../service-engine';

/** Requests over HTTP 1, 2 and TLS, and the metrics that its autoscaler reads. */
const proxyPorts = [8012, 8013, 8112, 9090];
/** @see https://github.com/knative/serving/blob/knative-v1.23.0/pkg/networking/constants.go */
const reservedPorts = [8008, 8012, 8013, 8022, 8112, 9090, 9091];

export const knativeNeed: OperatorNeed = { operator: 'knative', version: '1.13', calls: proxyPorts };

export const knativeFeatures: readonly ServiceFeature[] = [
  'autoscaling',
  'scaleOnCpu',
  'scaleOnConcurrency',
  'scaleOnRequestRate',
  'scaleToZero',
  'modelFromClaim',
  'modelFetched',
  'modelFromImage',
  'sidecars',
  'health',
  'command',
];

const flag = (name: string): OperatorFeature => ({ operator: 'knative', feature: `kubernetes.podspec-${name}` });

/** Fields that a flag of the ConfigMap config-features lets through. @see https://knative.dev/docs/serving/configuration/feature-flags/ */
export const knativeCarriesWith = {
  securityContext: flag('securitycontext'),
  nodeSelector: flag('nodeselector'),
  tolerations: flag('tolerations'),
  affinity: flag('affinity'),
  spread: flag('topologyspreadconstraints'),
  priorityClassName: flag('priorityclassname'),
  runtimeClassName: flag('runtimeclassname'),
  initContainers: flag('init-containers'),
  imageVolumes: flag('volumes-image'),
  claims: flag('persistent-volume-claim'),
  writableClaims: flag('persistent-volume-write'),
} as const satisfies Partial<Record<PodField, OperatorFeature>>;

export const knativeCarries: readonly PodField[] = everyPodField.filter(
  (name) => !Object.hasOwn(knativeCarriesWith, name) && name !== 'subdomain',
);

/** Resources are watched by an autoscaler of Kubernetes, requests by Knative's own. */
export function scalingClass(signal: ScaleSignal): string {
  return `${isResource(signal) ? 'hpa' : 'kpa'}.autoscaling.knative.dev`;
}

export function knativePort(port: number, field: Field): void {
  if (!reservedPorts.includes(port)) return;
  field.at('port').problem('not-allowed', {
    got: port,
    allowed: `a port that Knative does not use itself: not ${reservedPorts.join(', ')}`,
    remedy: 'choose another port',
  });
}

function toPort(probe: Probe, port: number): Probe {
  const { httpGet, tcpSocket } = probe;
  return {
    ...probe,
    ...(httpGet !== undefined && { httpGet: { ...httpGet, port } }),
    ...(tcpSocket !== undefined && { tcpSocket: { port } }),
  };
}

/** The pod as Knative takes it: one port, no hooks; its proxy ends requests, and it decides on the end of pods. */
export function knativePod(
  { spec, pod }: ServiceContext,
  name: string,
  protocol: ContainerPort['name'],
  main: ServicePodChanges['main'] = {},
): PodTemplate {
  const { startupProbe, readinessProbe, livenessProbe } = probes(spec);
  const { metadata, spec: written } = pod({
    main: {
      ...main,
      name,
      ports: [{ name: protocol, containerPort: spec.port, protocol: 'TCP' }],
      probes: {
        startupProbe: toPort(startupProbe, spec.port),
        readinessProbe: { ...toPort(readinessProbe, spec.port), successThreshold: 1 },
        livenessProbe: toPort(livenessProbe, spec.port),
      },
      lifecycle: undefined,
    },
  });
  const { restartPolicy: _always, terminationGracePeriodSeconds: _period, securityContext, ...rest } = written;
  const { fsGroupChangePolicy: _when, ...security } = securityContext ?? {};
  return { metadata, spec: { ...rest, ...(securityContext !== undefined && { securityContext: security }) } };
}

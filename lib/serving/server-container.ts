import type { Container, Probe } from '../../imports/kubernetes';
import type { Platform } from '../platform/platform';
import { atLeast } from '../platform/version';
import type { ContainerRequest } from '../pod/container';
import { http } from '../vocabulary/health';
import type { ModelServiceProps, ServiceSpec } from './model-service-spec';

/** Kubernetes that can wait before a stop without a shell in the image. */
const sleepAction = '1.30';
const startupPeriod = 5;

/** The container that answers requests: probes, ports, the model's path, a calm end. */
export function serverContainer(spec: ServiceSpec, platform: Platform): ContainerRequest {
  const { props, port, mounts, models, adds = [] } = spec;
  const [own] = models.filter(({ prop }) => prop === 'model');
  return {
    ...props,
    name: 'server',
    mounts,
    adds: [...(own === undefined ? [] : [{ name: 'MODEL_PATH', value: own.path }]), ...adds],
    ports: [
      { name: 'http', containerPort: port, protocol: 'TCP' },
      ...(props.metrics === undefined || props.metrics.port === port
        ? []
        : [{ name: 'metrics', containerPort: props.metrics.port, protocol: 'TCP' } as const]),
    ],
    probes: probes(spec),
    lifecycle: leave(spec, platform),
  };
}

/** Three questions to the server. */
export function probes({
  props,
  startupSeconds,
}: Pick<ServiceSpec, 'startupSeconds'> & { readonly props: Pick<ModelServiceProps, 'health'> }): Record<
  'startupProbe' | 'readinessProbe' | 'livenessProbe',
  Probe
> {
  const { started = http('/health'), ready = http('/ready'), alive = http('/health') } = props.health ?? {};
  return {
    startupProbe: {
      ...started.action,
      periodSeconds: startupPeriod,
      timeoutSeconds: 3,
      failureThreshold: Math.ceil(startupSeconds / startupPeriod),
    },
    readinessProbe: { ...ready.action, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
    livenessProbe: { ...alive.action, periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 4 },
  };
}

/** A pause between leaving the endpoints and SIGTERM. */
export function leave(
  { leaveSeconds }: Pick<ServiceSpec, 'leaveSeconds'>,
  { kubernetes }: Platform,
): Container['lifecycle'] {
  return atLeast(kubernetes, sleepAction)
    ? { preStop: { sleep: { seconds: leaveSeconds } } }
    : { preStop: { exec: { command: ['sleep', String(leaveSeconds)] } } };
}

import type { EnvVar, ProbeAction } from '../../../imports/kubernetes';
import type { ContainerRequest } from '../../pod/container';
import { grpc } from '../../vocabulary/health';
import type { FederationConfig } from '../config';

/** Ports of Flower's parts; only `control` and `fleet` are reached from other pods. */
export const flowerPorts = { control: 8000, fleet: 9092, runtime: 9094, health: 8081, clientHealth: 8082 } as const;

/** Flower reports to its makers and looks for updates unless told not to; its files go where a pod may write. */
export const flowerEnvironment = {
  FLWR_DISABLE_UPDATE_CHECK: '1',
  FLWR_HOME: '/tmp/flower',
  FLWR_TELEMETRY_ENABLED: '0',
} as const;

export const flowerVariables: readonly EnvVar[] = Object.entries(flowerEnvironment).map(([name, value]) => ({
  name,
  value,
}));

/** All probes of a part; two minutes to start, for Python on a busy node. */
export function probesOf(action: ProbeAction): NonNullable<ContainerRequest['probes']> {
  return {
    startupProbe: { ...action, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 24 },
    readinessProbe: { ...action, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...action, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 4 },
  };
}

/** Flags and probes of the health service that each part has. */
export function healthAt(port: number) {
  return { flags: ['--health-server-address', `0.0.0.0:${port}`], probes: probesOf(grpc(port).action) };
}

/** Settings as Flower reads them: `name=value`, texts in quotation marks. */
export function flowerConfig(config: FederationConfig): string {
  return Object.entries(config)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? `"${value}"` : value}`)
    .join(' ');
}

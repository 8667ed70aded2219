import type { ProbeAction } from '../../imports/kubernetes';
import { type Duration, duration } from '../duration';
import { type Check, made, record } from '../shape';
import { type Value, value } from '../value';

/** How a container is asked whether it is well; made by `http()`, `tcp()`, `grpc()` or `exec()`. */
export type HealthProbe = Value<{ readonly action: ProbeAction }>;

/** GET of a path on the service's port. */
export function http(path: string): HealthProbe {
  return value('probe', { action: { httpGet: { path, port: 'http' } } });
}

/** A connection to the service's port. */
export function tcp(): HealthProbe {
  return value('probe', { action: { tcpSocket: { port: 'http' } } });
}

/** The gRPC health service on a port. @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
export function grpc(port: number): HealthProbe {
  return value('probe', { action: { grpc: { port, service: '' } } });
}

/** A command in the container that ends with 0. */
export function exec(...command: readonly string[]): HealthProbe {
  return value('probe', { action: { exec: { command } } });
}

/** How a service shows that it has started, can take requests, and is alive. */
export interface Health {
  /** Whether it has started. @default http('/health') */
  readonly started?: HealthProbe;
  /** Whether it takes requests. @default http('/ready') */
  readonly ready?: HealthProbe;
  /** Whether it is alive; a failure restarts the container. @default http('/health') */
  readonly alive?: HealthProbe;
  /** How long starting may take. @default a minute, and twice the time to read a model of the declared size */
  readonly startup?: Duration;
}

const probe: Check<HealthProbe> = made('probe', "http('/health'), tcp(), grpc(port) or exec('command')");

export const health: Check<Health> = record<Health>({ started: probe, ready: probe, alive: probe, startup: duration });

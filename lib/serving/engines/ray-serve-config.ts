import { Yaml } from 'cdk8s';
import { type Scale, signalTarget } from '../../companions/autoscaler';
import { type Duration, duration, seconds } from '../../duration';
import { anything, type Check, integer, listOf, mapOf, record, required, text, wrongType } from '../../shape';

/** Replicas of a deployment that follow the requests under way. @see https://docs.ray.io/en/latest/serve/advanced-guides/advanced-autoscaling.html */
export interface ServeAutoscaling {
  readonly min: number;
  readonly max: number;
  /** Requests under way at once, for each replica. */
  readonly ongoingRequests: number;
  /** How long more replicas must be wanted before they are made. @default Ray's: 30s */
  readonly upscaleDelay?: Duration;
  /** How long fewer must be wanted before they go. @default Ray's: 10m */
  readonly downscaleDelay?: Duration;
}

/** Settings of one deployment of an application; what it does not say, the program's decorator does. */
export interface ServeDeployment {
  /** Name of the class or function in the program. */
  readonly name: string;
  /** @default the service's `scale`, or what the program says */
  readonly replicas?: number;
  /** @default the service's `scale` */
  readonly autoscaling?: ServeAutoscaling;
  /** Requests that a replica takes at once. */
  readonly maxOngoingRequests?: number;
  /** CPUs of a replica, out of its pod's. */
  readonly cpus?: number;
  /** GPUs of a replica, out of its pod's. */
  readonly gpus?: number;
  /** Handed to `reconfigure()` of the program. */
  readonly userConfig?: Readonly<Record<string, unknown>>;
}

/** One application of Ray Serve. @see https://docs.ray.io/en/latest/serve/production-guide/config.html */
export interface ServeApplication {
  readonly name: string;
  /** Where the program builds it, such as `serve:app`. */
  readonly importPath: string;
  /** @default '/' */
  readonly routePrefix?: string;
  /** Handed to the builder of the application. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** Ray's runtime environment. @default what is in the image */
  readonly runtimeEnv?: Readonly<Record<string, unknown>>;
  readonly deployments?: readonly ServeDeployment[];
}

/** Ray counts in shares of a CPU or GPU. */
const share: Check<number> = (value, field) => {
  if (typeof value !== 'number') return wrongType(field, value, 'a number');
  if (!Number.isFinite(value) || value < 0) {
    field.problem('out-of-range', { got: value, allowed: 'a number of at least 0', remedy: 'give 0 or more' });
  }
};

const autoscaling: Check<ServeAutoscaling> = record<ServeAutoscaling>(
  {
    min: required(integer(0)),
    max: required(integer(1)),
    ongoingRequests: required(integer(1)),
    upscaleDelay: duration,
    downscaleDelay: duration,
  },
  ({ min, max }, field) => {
    if (min > max) {
      field.problem('replicas-range', {
        got: `min ${min}, max ${max}`,
        allowed: 'min at most max',
        remedy: 'raise max, or lower min',
      });
    }
  },
);

const deployment: Check<ServeDeployment> = record<ServeDeployment>(
  {
    name: required(text),
    replicas: integer(1),
    autoscaling,
    maxOngoingRequests: integer(1),
    cpus: share,
    gpus: share,
    userConfig: mapOf(anything),
  },
  ({ replicas, autoscaling: scaled }, field) => {
    if (replicas === undefined || scaled === undefined) return;
    field.at('replicas').problem('not-allowed', {
      got: replicas,
      allowed: 'replicas or autoscaling',
      remedy: 'remove one: Ray refuses both',
    });
  },
);

const importPath: Check<string> = (value, field) => {
  if (typeof value === 'string' && /^[\w.]+[:.][\w.]+$/.test(value)) return;
  field.problem('not-allowed', {
    got: value,
    allowed: 'module:name',
    remedy: "name the module and the application in it, such as 'serve:app'",
  });
};

export const applications: Check<readonly ServeApplication[]> = (value, field) => {
  const before = field.problems.length;
  listOf(
    record<ServeApplication>({
      name: required(text),
      importPath: required(importPath),
      routePrefix: text,
      args: mapOf(anything),
      runtimeEnv: mapOf(anything),
      deployments: listOf(deployment),
    }),
    1,
  )(value, field);
  if (field.problems.length > before) return;
  for (const [key, of] of [
    ['name', ({ name }: ServeApplication) => name],
    ['routePrefix', ({ routePrefix = '/' }: ServeApplication) => routePrefix],
  ] as const) {
    const all = value.map(of);
    if (new Set(all).size === all.length) continue;
    field.problem('duplicate-name', { got: all, allowed: `each ${key} once`, remedy: `give each its own ${key}` });
  }
};

/** The config as the text that a RayService carries; the service's `scale` is that of deployments which say none. */
export function serveConfig(apps: readonly ServeApplication[], port: number, scale: Scale | undefined): string {
  return Yaml.stringify({
    proxy_location: 'EveryNode',
    http_options: { host: '0.0.0.0', port },
    applications: apps.map(({ name, importPath: path, routePrefix = '/', args, runtimeEnv, deployments = [] }) => ({
      name,
      route_prefix: routePrefix,
      import_path: path,
      ...(args !== undefined && { args }),
      ...(runtimeEnv !== undefined && { runtime_env: runtimeEnv }),
      ...(deployments.length > 0 && { deployments: deployments.map((one) => deploymentConfig(one, scale)) }),
    })),
  });
}

function deploymentConfig(one: ServeDeployment, scale: Scale | undefined): object {
  const { name, replicas, maxOngoingRequests, cpus, gpus, userConfig } = one;
  const scaled = one.autoscaling ?? (replicas === undefined ? ofService(scale) : undefined);
  const actor = { ...(cpus !== undefined && { num_cpus: cpus }), ...(gpus !== undefined && { num_gpus: gpus }) };
  return {
    name,
    ...(replicas !== undefined && { num_replicas: replicas }),
    ...(scaled !== undefined && { autoscaling_config: autoscalingConfig(scaled) }),
    ...(maxOngoingRequests !== undefined && { max_ongoing_requests: maxOngoingRequests }),
    ...(Object.keys(actor).length > 0 && { ray_actor_options: actor }),
    ...(userConfig !== undefined && { user_config: userConfig }),
  };
}

function ofService(scale: Scale | undefined): ServeAutoscaling | undefined {
  const [signal] = scale?.on ?? [];
  if (scale === undefined || signal === undefined) return undefined;
  return { min: scale.min, max: scale.max, ongoingRequests: signalTarget(signal) };
}

function autoscalingConfig({ min, max, ongoingRequests, upscaleDelay, downscaleDelay }: ServeAutoscaling): object {
  return {
    min_replicas: min,
    max_replicas: max,
    target_ongoing_requests: ongoingRequests,
    ...(upscaleDelay !== undefined && { upscale_delay_s: seconds(upscaleDelay) }),
    ...(downscaleDelay !== undefined && { downscale_delay_s: seconds(downscaleDelay) }),
  };
}

import type { Construct } from 'constructs';
import { duration } from '../../duration';
import { dnsName } from '../../names';
import { version } from '../../platform/version';
import { Field } from '../../problems';
import { integer, record, required } from '../../shape';
import { compute } from '../../vocabulary/compute';
import type { ServiceSpec } from '../model-service-spec';
import type { ServiceContext } from '../service-engine';
import type { RayServeOptions, RayServeUpgrade } from './ray-serve';
import { applications } from './ray-serve-config';

/** Port of the head at which applications are sent and asked for. */
export const dashboardPort = 8265;
/** Port of the agent on each node that says whether it is well. */
export const agentPort = 52365;
const rayPorts = [6379, dashboardPort, 10001, agentPort];
const defaultMetricsPort = 9080;

const shape = record<RayServeOptions>({
  rayVersion: required(version),
  applications: required(applications),
  head: compute,
  idle: duration,
  upgrade: record<RayServeUpgrade>({
    gatewayClass: required(dnsName),
    step: integer(1, 100),
    interval: duration,
    surge: integer(0, 100),
  }),
});

/** Where Ray exports the metrics of a node. */
export function metricsPort({ props: { metrics } }: ServiceSpec): number {
  return metrics?.port ?? defaultMetricsPort;
}

/** @throws MlopsError with everything wrong in the options, and between them and the service */
export function checkRayServe(
  scope: Construct,
  { name, spec, platform }: ServiceContext,
  options: RayServeOptions,
): void {
  const field = Field.of(scope);
  const engine = field.at('engine');
  shape(options, engine);
  field.throwIfAny();
  if (!/^[a-z]/.test(name)) {
    field.at('name').problem('bad-name', {
      got: name,
      allowed: 'a name that starts with a letter',
      remedy: 'rename it: KubeRay refuses it',
    });
  }
  if ([...rayPorts, metricsPort(spec)].includes(spec.port)) {
    field.at('port').problem('not-allowed', {
      got: spec.port,
      allowed: `a port that Ray does not use itself: not ${[...rayPorts, metricsPort(spec)].join(', ')}`,
      remedy: 'choose another port',
    });
  }
  const queue = spec.props.placement?.queue;
  if (queue !== undefined && spec.props.scale !== undefined) {
    field.at('scale').problem('not-allowed', {
      got: `a Ray cluster that grows, in queue '${queue}'`,
      allowed: 'replicas: Kueue admits no cluster whose size Ray decides',
      remedy: "give 'replicas', or leave the queue out",
    });
  }
  if (options.upgrade !== undefined && spec.props.scale === undefined) {
    engine.at('upgrade').problem('not-allowed', {
      got: 'a step-by-step upgrade of a service that does not scale',
      allowed: 'an upgrade with scale',
      remedy: 'give scale, or leave upgrade out: the clusters grow and shrink with the requests',
    });
  }
  if (spec.props.scale !== undefined && platform.apiServer === undefined) {
    field.at('scale').problem('missing-platform-fact', {
      got: "Ray's autoscaler, which calls the API server",
      allowed: 'a platform with apiServer',
      remedy: 'state platform.apiServer',
    });
  }
  field.throwIfAny();
}

import { type Scale, scale } from '../../companions/autoscaler';
import { type Duration, duration } from '../../duration';
import { integer, record, type Shape } from '../../shape';
import { type Health, health } from '../../vocabulary/health';
import { type Metrics, metrics } from '../../vocabulary/metrics';
import { type ContainerProps, containerShape, type PodProps, podShape } from '../../vocabulary/workload';

/** Pods beside the server, with compute and scaling of their own; they act as the service's account. */
export interface ComponentProps extends ContainerProps, Pick<PodProps, 'sidecars' | 'placement' | 'access' | 'runAs'> {
  /** Port on which it answers. @default 8080 */
  readonly port?: number;
  /** Replicas, where nothing scales it. @default 2 */
  readonly replicas?: number;
  /** Autoscaling of its own. @default none */
  readonly scale?: Scale;
  /** How it shows its health. @default /health and /ready on its port */
  readonly health?: Health;
  /** Metrics that it exports. @default none */
  readonly metrics?: Metrics;
  /** How long requests under way may take when a pod ends. @default '30s' */
  readonly drain?: Duration;
}

const shape: Shape<ComponentProps> = {
  ...containerShape,
  sidecars: podShape.sidecars,
  placement: podShape.placement,
  access: podShape.access,
  runAs: podShape.runAs,
  port: integer(1, 65535),
  replicas: integer(0, 10_000),
  scale,
  health,
  metrics,
  drain: duration,
};

/** A part of a service: a program that finds the server at PREDICTOR_URL. */
export const component = record<ComponentProps>(shape);

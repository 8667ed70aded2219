import type { Construct } from 'constructs';
import type { ScaledObjectSpec } from '../../imports/keda';
import { seconds } from '../duration';
import { emit } from '../kinds/emit';
import type { Labels } from '../vocabulary/labels';
import type { Queue } from './queue';
import type { QueueScale } from './queue-scale';

const apiVersion = 'keda.sh/v1alpha1';

/** KEDA names its own autoscaler after the object, and takes no longer name for that. */
export const scaledObjectNameLimit = 63 - 'keda-hpa-'.length;

/** KEDA, which scales a Deployment by the length of a queue; nobody else writes its replicas. */
export function scaledObject(scope: Construct, name: string, queue: Queue, scale: QueueScale, labels: Labels) {
  const { min = 0, max, backlog = 5, poll = '30s', cooldown = '5m' } = scale;
  const authentication =
    queue.authentication === undefined
      ? undefined
      : emit(scope, 'TriggerAuthentication', {
          apiVersion,
          kind: 'TriggerAuthentication',
          metadata: { name, labels },
          spec: queue.authentication,
        });
  const spec: ScaledObjectSpec = {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicaCount: min,
    maxReplicaCount: max,
    pollingInterval: seconds(poll),
    cooldownPeriod: seconds(cooldown),
    triggers: [
      {
        ...queue.trigger(backlog),
        metricType: 'AverageValue',
        ...(authentication !== undefined && { authenticationRef: { name } }),
      },
    ],
  };
  const scaler = emit(scope, 'ScaledObject', { apiVersion, kind: 'ScaledObject', metadata: { name, labels }, spec });
  return { scaler, ...(authentication !== undefined && { authentication }) };
}

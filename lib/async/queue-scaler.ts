import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { scaledObject, triggerAuthentication } from '../companions/autoscalers/scaled-object';
import { seconds } from '../duration';
import type { Labels } from '../vocabulary/labels';
import type { Queue } from './queue';
import type { QueueScale } from './queue-scale';

/** Scales a Deployment by the length of a queue. */
export function queueScaler(
  scope: Construct,
  name: string,
  { authentication: reader, trigger }: Queue,
  { min = 0, max, backlog = 5, poll = '30s', cooldown = '5m' }: QueueScale,
  labels: Labels,
): { readonly scaler: ApiObject; readonly authentication?: ApiObject } {
  const authentication = reader === undefined ? undefined : triggerAuthentication(scope, name, reader, labels);
  const scaler = scaledObject(scope, {
    name,
    labels,
    target: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    min,
    max,
    polling: poll,
    cooldownSeconds: seconds(cooldown),
    triggers: [
      {
        ...trigger(backlog),
        metricType: 'AverageValue',
        ...(authentication !== undefined && { authenticationRef: { name } }),
      },
    ],
  });
  return { scaler, ...(authentication !== undefined && { authentication }) };
}

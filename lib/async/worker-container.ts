import type { EnvVar } from '../../imports/kubernetes';
import { seconds } from '../duration';
import type { ContainerRequest } from '../pod/container';
import { probes } from '../serving/server-container';
import { environmentFrom } from '../vocabulary/secrets';
import type { AsyncSpec } from './async-inference-spec';
import { keyVariables } from './idempotency';
import type { SecretKey } from './queue';

/** What a worker is told: the contract of docs/async-inference.md. */
function variables(spec: AsyncSpec): readonly EnvVar[] {
  const { props, deadLetters, maxDeliveries, longestAnswer, graceSeconds, port, models } = spec;
  const { queue, answers, idempotency } = props;
  const told: Readonly<Record<string, string | undefined>> = {
    QUEUE_KIND: queue.kind,
    QUEUE_URL: queue.url,
    QUEUE_NAME: queue.name,
    ...queue.variables,
    QUEUE_VISIBILITY: String(queue.visibility === undefined ? 2 * seconds(longestAnswer) : seconds(queue.visibility)),
    ANSWER_QUEUE: answers,
    DEAD_LETTER_QUEUE: deadLetters,
    MAX_DELIVERIES: String(maxDeliveries),
    LONGEST_ANSWER: String(seconds(longestAnswer)),
    GRACE_PERIOD: String(graceSeconds),
    ...keyVariables(idempotency, queue),
    MODEL_PATH: models[0]?.path,
    PORT: String(port),
  };
  return [
    { name: 'WORKER_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ...Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
  ];
}

/** The container that answers messages: the contract, probes, ports. */
export function workerContainer(spec: AsyncSpec): ContainerRequest {
  const { props, port, mounts } = spec;
  const { queue, idempotency, metrics } = props;
  const password = idempotency?.store?.password;
  const keys: Readonly<Record<string, SecretKey>> = {
    ...queue.secrets,
    ...(password !== undefined && { IDEMPOTENCY_PASSWORD: password }),
  };
  return {
    ...props,
    name: 'worker',
    mounts,
    secrets: [
      ...Object.entries(keys).map(([name, { secret, key }]) => environmentFrom(secret, { [name]: key })),
      ...(props.secrets ?? []),
    ],
    adds: variables(spec),
    ports: [
      { name: 'http', containerPort: port, protocol: 'TCP' },
      ...(metrics === undefined ? [] : [{ name: 'metrics', containerPort: metrics.port, protocol: 'TCP' } as const]),
    ],
    probes: probes(spec),
  };
}

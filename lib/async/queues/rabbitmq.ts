import { type Check, flag, record, required, text } from '../../shape';
import { value } from '../../value';
import { called } from '../../vocabulary/called';
import { type Credentials, credentialParameters, credentialVariables, userCredentials } from '../credentials';
import { addresses, type Broker, type Queue, queueName } from '../queue';

export interface RabbitmqOptions {
  /** `host:port` for AMQP. */
  readonly address: string;
  /** A queue that stands already; let it be a durable quorum queue, which counts deliveries. */
  readonly queue: string;
  /** Where the server stands. */
  readonly at: Broker;
  readonly credentials: Credentials;
  /** @default the server's default, `/` */
  readonly vhost?: string;
  /** AMQP over TLS, with a certificate that the system trusts. @default false */
  readonly tls?: boolean;
}

const shape: Check<RabbitmqOptions> = record<RabbitmqOptions>({
  address: required(addresses),
  queue: required(queueName),
  at: required(called),
  credentials: required(userCredentials),
  vhost: text,
  tls: flag,
});

/**
 * A queue of RabbitMQ. KEDA counts the messages that wait; those in hand are no reason for a worker, which finishes its
 * own when it is told to end.
 * @see https://keda.sh/docs/2.20/scalers/rabbitmq-queue/
 */
export function rabbitmq(options: RabbitmqOptions): Queue {
  const { address, queue, at, vhost, tls = false } = options;
  const url = `${tls ? 'amqps' : 'amqp'}://${address}${vhost === undefined ? '' : `/${encodeURIComponent(vhost)}`}`;
  return value('queue', {
    kind: 'rabbitmq',
    name: queue,
    url,
    at,
    variables: {},
    secrets: credentialVariables(options.credentials),
    keepsKeys: false,
    authentication: credentialParameters(options.credentials),
    trigger: (backlog: number) => ({
      type: 'rabbitmq',
      metadata: { host: url, protocol: 'amqp', queueName: queue, mode: 'QueueLength', value: String(backlog) },
    }),
    check: (field) => shape(options, field),
  } satisfies Queue);
}

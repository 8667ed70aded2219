import { type Check, flag, integer, oneOf, record, required } from '../../shape';
import { value } from '../../value';
import { called } from '../../vocabulary/called';
import { type Credentials, credentialParameters, credentialVariables, userCredentials } from '../credentials';
import { addresses, type Broker, type Queue, queueName } from '../queue';

/** How a user logs in at Kafka. */
export interface KafkaLogin extends Credentials {
  readonly mechanism: 'plaintext' | 'scram_sha256' | 'scram_sha512';
}

export interface KafkaOptions {
  /** `host:port` of the first brokers to ask, with commas between. */
  readonly brokers: string;
  readonly topic: string;
  /** Consumer group of the workers: QUEUE_GROUP. */
  readonly group: string;
  /** Where the brokers stand: all of them, not only the first. */
  readonly at: Broker;
  /** Partitions of the topic: so many workers have something to do. @default unknown: not checked */
  readonly partitions?: number;
  /** @default nobody in particular */
  readonly login?: KafkaLogin;
  /** TLS with a certificate that the system trusts. @default false */
  readonly tls?: boolean;
}

const mechanism = oneOf<KafkaLogin['mechanism']>('plaintext', 'scram_sha256', 'scram_sha512');

const login: Check<KafkaLogin> = ({ mechanism: how, ...user }, field) => {
  mechanism(how, field.at('mechanism'));
  userCredentials(user, field);
};

const shape: Check<KafkaOptions> = record<KafkaOptions>({
  brokers: required(addresses),
  topic: required(queueName),
  group: required(queueName),
  at: required(called),
  partitions: integer(1, 100_000),
  login,
  tls: flag,
});

/**
 * A topic of Kafka, whose messages that the group has not committed are its length. A group that never committed starts
 * with the oldest message, here and in the program.
 * @see https://keda.sh/docs/2.20/scalers/apache-kafka/
 */
export function kafka(options: KafkaOptions): Queue {
  const { brokers, topic, group, at, partitions, login: user, tls = false } = options;
  const metadata = {
    bootstrapServers: brokers,
    consumerGroup: group,
    topic,
    offsetResetPolicy: 'earliest',
    sasl: user?.mechanism ?? 'none',
    tls: tls ? 'enable' : 'disable',
  };
  return value('queue', {
    kind: 'kafka',
    name: topic,
    url: brokers,
    at,
    variables: {
      QUEUE_GROUP: group,
      QUEUE_TLS: String(tls),
      ...(user !== undefined && { QUEUE_LOGIN: user.mechanism }),
    },
    secrets: credentialVariables(user),
    ...(partitions !== undefined && { mostWorkers: partitions }),
    keepsKeys: false,
    authentication: credentialParameters(user),
    trigger: (backlog: number) => ({ type: 'kafka', metadata: { ...metadata, lagThreshold: String(backlog) } }),
    check: (field) => shape(options, field),
  } satisfies Queue);
}

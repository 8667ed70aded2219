import type { Trigger, TriggerAuthenticationSpec } from '../../imports/keda';
import type { Duration } from '../duration';
import type { Field } from '../problems';
import { type Check, record, required, text, wrongType } from '../shape';
import type { Value } from '../value';
import type { HasPeer, Outside } from '../vocabulary/access';
import { openAddress } from '../vocabulary/address';
import { type Named, named } from '../vocabulary/named';

/** One key of a Secret. */
export interface SecretKey {
  readonly secret: Named;
  readonly key: string;
}

/** Where a broker stands: pods with ports, by `peer(...)`, or hosts outside of the cluster, by `outside(...)`. */
export type Broker = HasPeer | Outside;

/** A queue of messages; made by `redis()`, `rabbitmq()`, `kafka()` or `sqs()`. */
export type Queue = Value<{
  /** QUEUE_KIND: what the program speaks. */
  readonly kind: string;
  /** QUEUE_NAME: stream, queue or topic. */
  readonly name: string;
  /** QUEUE_URL, without a password. */
  readonly url: string;
  readonly at: Broker;
  /** Further variables of the program. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that come from Secrets. */
  readonly secrets: Readonly<Record<string, SecretKey>>;
  /** After which it gives a message without an answer to another worker. @default twice the longest answer */
  readonly visibility?: Duration;
  /** Workers beyond these find no message. @default any number has work */
  readonly mostWorkers?: number;
  /** Whether the broker also keeps the keys of what was answered. */
  readonly keepsKeys: boolean;
  /** How KEDA reads its length, with so many messages for each worker. */
  readonly trigger: (backlog: number) => Pick<Trigger, 'type' | 'metadata'>;
  /** As whom KEDA reads it. @default nobody in particular */
  readonly authentication?: TriggerAuthenticationSpec;
  /** Problems of its settings. */
  readonly check: (field: Field) => void;
}>;

export const secretKey: Check<SecretKey> = record<SecretKey>({ secret: required(named), key: required(text) });

export const queue: Check<Queue> = (candidate, field) => {
  if (typeof candidate?.trigger !== 'function') {
    return wrongType(field, candidate, 'redis(), rabbitmq(), kafka() or sqs()');
  }
  candidate.check(field);
};

const hosts = /^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/;

/** `host:port`, or several with commas between, as brokers are addressed. */
export const addresses: Check<string> = openAddress((candidate, field) => {
  text(candidate, field);
  if (typeof candidate !== 'string' || candidate === '' || hosts.test(candidate)) return;
  field.problem('not-allowed', {
    got: candidate,
    allowed: 'host:port',
    remedy: "give an address such as 'redis.queues:6379'; scheme, user and password do not belong there",
  });
});

const queueNamePattern = /^[\w][\w.:-]*$/;

/** What every broker takes as a name, and no shell or address reads otherwise. */
export const queueName: Check<string> = (candidate, field) => {
  text(candidate, field);
  if (typeof candidate !== 'string' || candidate === '' || queueNamePattern.test(candidate)) return;
  field.problem('bad-name', {
    got: candidate,
    allowed: "letters, digits, '.', '_', ':' and '-'",
    remedy: 'rename it',
  });
};

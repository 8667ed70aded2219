import { type Duration, duration, seconds } from '../duration';
import type { Field } from '../problems';
import { type Check, record, required, text } from '../shape';
import { openAddress } from '../vocabulary/address';
import { called } from '../vocabulary/called';
import { type Broker, type Queue, type SecretKey, secretKey } from './queue';

/** A Redis that keeps the keys of what was answered. */
export interface KeyStore {
  /** Address without a password, such as `redis://keys.queues:6379/0`: IDEMPOTENCY_STORE. */
  readonly url: string;
  readonly at: Broker;
  /** IDEMPOTENCY_PASSWORD. @default none */
  readonly password?: SecretKey;
}

/** How a message that comes twice is known: each key is answered once. */
export interface Idempotency {
  /** Field of a message that holds its key: IDEMPOTENCY_KEY_FIELD. */
  readonly field: string;
  /** How long a key is kept, in seconds IDEMPOTENCY_KEEP. @default '1d' */
  readonly keep?: Duration;
  /** Where keys are kept. @default the queue's own server, where it can keep them: redis() */
  readonly store?: KeyStore;
}

const storeAddress: Check<string> = openAddress((candidate, field) => {
  if (typeof candidate === 'string' && /^rediss?:\/\/[^\s@/]+(\/\d+)?$/.test(candidate)) return;
  field.problem('not-allowed', {
    got: candidate,
    allowed: 'an address such as redis://keys.queues:6379/0',
    remedy: 'correct it',
  });
});

export const idempotency: Check<Idempotency> = record<Idempotency>({
  field: required(text),
  keep: duration,
  store: record<KeyStore>({ url: required(storeAddress), at: required(called), password: secretKey }),
});

/** Keys need a place: the queue's server, or one that is given. */
export function idempotencyOnQueue(wanted: Idempotency, { kind, keepsKeys }: Queue, field: Field): void {
  if (wanted.store !== undefined || keepsKeys) return;
  field.at('store').problem('missing-prop', {
    got: `idempotency without a store on ${kind}(), which keeps no keys`,
    allowed: 'a store of keys',
    remedy: "give store: { url: 'redis://...', at: peer(...) }",
  });
}

/** The part of the contract with the program that is about keys. */
export function keyVariables(wanted: Idempotency | undefined, queue: Queue): Readonly<Record<string, string>> {
  if (wanted === undefined) return {};
  const { field, keep = '1d', store } = wanted;
  return {
    IDEMPOTENCY_KEY_FIELD: field,
    IDEMPOTENCY_STORE: store?.url ?? queue.url,
    IDEMPOTENCY_KEEP: String(seconds(keep)),
  };
}

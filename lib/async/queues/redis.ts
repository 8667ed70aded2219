import { type Duration, duration } from '../../duration';
import { type Check, flag, integer, record, required } from '../../shape';
import { value } from '../../value';
import { called } from '../../vocabulary/called';
import { type Credentials, credentialParameters, credentials, credentialVariables } from '../credentials';
import { addresses, type Broker, type Queue, queueName } from '../queue';

export interface RedisOptions {
  /** `host:port` of the server. */
  readonly address: string;
  readonly stream: string;
  /** Consumer group of the workers, which they make where it is missing: QUEUE_GROUP. */
  readonly group: string;
  /** Where the server stands. */
  readonly at: Broker;
  /** @default nobody in particular */
  readonly credentials?: Credentials;
  /** @default false */
  readonly tls?: boolean;
  /** @default 0 */
  readonly database?: number;
  /** Entries that a worker has held so long without an answer go to another one. @default twice the longest answer */
  readonly visibility?: Duration;
}

const shape: Check<RedisOptions> = record<RedisOptions>({
  address: required(addresses),
  stream: required(queueName),
  group: required(queueName),
  at: required(called),
  credentials,
  tls: flag,
  database: integer(0, 100_000),
  visibility: duration,
});

/**
 * A stream of Redis. KEDA counts the entries that it holds, waiting or in hand: so a worker deletes an entry (XDEL) when
 * it acknowledges it (XACK), and nothing else may keep entries in it.
 * @see https://keda.sh/docs/2.20/scalers/redis-streams/
 */
export function redis(options: RedisOptions): Queue {
  const { address, stream, group, at, tls = false, database = 0, visibility } = options;
  return value('queue', {
    kind: 'redis',
    name: stream,
    url: `${tls ? 'rediss' : 'redis'}://${address}/${database}`,
    at,
    variables: { QUEUE_GROUP: group },
    secrets: credentialVariables(options.credentials),
    ...(visibility !== undefined && { visibility }),
    keepsKeys: true,
    authentication: credentialParameters(options.credentials),
    trigger: (backlog: number) => ({
      type: 'redis-streams',
      metadata: {
        address,
        stream,
        streamLength: String(backlog),
        databaseIndex: String(database),
        enableTLS: String(tls),
      },
    }),
    check: (field) => shape(options, field),
  } satisfies Queue);
}

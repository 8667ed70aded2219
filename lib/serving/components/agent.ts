import { type Duration, duration, seconds } from '../../duration';
import { type Check, integer, oneOf, record, required } from '../../shape';
import type { HasPeer, Outside } from '../../vocabulary/access';
import { webAddress } from '../../vocabulary/address';
import { called } from '../../vocabulary/called';

/** Single requests put together to one call of the server. */
export interface Batching {
  /** Instances in one call, at most. */
  readonly maxBatchSize: number;
  /** How long the first one waits for others, in milliseconds. */
  readonly maxLatency: number;
  /** How long the server may take. @default '60s' */
  readonly timeout?: Duration;
}

/** Requests and answers sent on as CloudEvents. */
export interface RequestLog {
  /** @default 'all' */
  readonly mode?: 'all' | 'request' | 'response';
  /** Where they go, such as `http://collector.logs.svc/predictions`. */
  readonly url: string;
  /** Who answers there, for the network policies. */
  readonly to: HasPeer | Outside;
}

export const batching: Check<Batching> = record<Batching>({
  maxBatchSize: required(integer(1, 100_000)),
  maxLatency: required(integer(1, 600_000)),
  timeout: duration,
});

export const requestLog: Check<RequestLog> = record<RequestLog>({
  mode: oneOf('all', 'request', 'response'),
  url: required(webAddress),
  to: required(called),
});

/** As KServe writes them. */
export function agentOf({
  batching: batch,
  requestLog: log,
}: {
  batching?: Batching;
  requestLog?: RequestLog;
}): object {
  return {
    ...(batch !== undefined && {
      batcher: {
        maxBatchSize: batch.maxBatchSize,
        maxLatency: batch.maxLatency,
        timeout: seconds(batch.timeout ?? '60s'),
      },
    }),
    ...(log !== undefined && { logger: { mode: log.mode ?? 'all', url: log.url } }),
  };
}

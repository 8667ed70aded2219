import { type Check, integer, listOf, record, required, text } from '../shape';

/** Metrics that a container exports in the Prometheus format. */
export interface Metrics {
  /** Port that only monitoring reaches. */
  readonly port: number;
  /** @default '/metrics' */
  readonly path?: string;
  /** Names that it exports. @default unknown */
  readonly names?: readonly string[];
}

export const metrics: Check<Metrics> = record<Metrics>({
  port: required(integer(1, 65535)),
  path: text,
  names: listOf(text),
});

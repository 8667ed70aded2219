import type { Field } from '../problems';
import { oneOf, record, required, text } from '../shape';
import { type Signal, type SignalOptions, signalOptions } from '../vocabulary/signal';
import { makeSignal } from './make-signal';

/** A signal of your own. */
export interface PromqlOptions extends SignalOptions {
  /** Small letters, digits and `_`; the recorded series is `signal:<name>:value`. */
  readonly name: string;
  /**
   * PromQL that gives one number. `$service` stands for the labels of the service's own series:
   * `sum(jobs_waiting{$service})`. Without it the query reads what others export, such as a broker.
   */
  readonly expr: string;
  /** `sum` over all pods, which a target is meant for each of, or a `level` that falls as pods are added. @default 'sum' */
  readonly kind?: 'sum' | 'level';
  /** Heading of its panel. @default its name */
  readonly title?: string;
  /** Unit as Grafana names it. @default a plain number */
  readonly unit?: string;
}

/** What stands for the labels of the service in a query. */
export const serviceMark = '$service';

/** A signal from PromQL. */
export function promql(options: PromqlOptions): Signal {
  const { name, expr = '', kind = 'sum', title = name, unit } = options ?? {};
  return makeSignal(options, shape, {
    name: `${name}:value`,
    title,
    ...(unit !== undefined && { unit }),
    kind,
    exportedBy: String(expr).includes(serviceMark) ? 'pods' : 'others',
    query: ({ own }) => expr.replaceAll(serviceMark, own),
  });
}

function signalName(name: string, field: Field): void {
  if (typeof name === 'string' && /^[a-z][a-z0-9_]*$/.test(name)) return;
  field.problem('bad-name', { got: name, allowed: 'small letters, digits and _', remedy: 'rename it' });
}

const shape = record<PromqlOptions>({
  ...signalOptions,
  name: required(signalName),
  expr: required(text),
  kind: oneOf('sum', 'level'),
  title: text,
  unit: text,
});

import type { Duration } from '../duration';
import type { Check } from '../shape';
import { value } from '../value';
import type { Signal, SignalOptions } from '../vocabulary/signal';

/** A signal over a time. */
export interface RateOptions extends SignalOptions {
  /** Time over which it is computed; at least four scrapes. @default '2m' */
  readonly window?: Duration;
}

/** All recorded series of signals begin so: the rule of the metrics adapter finds them by it. */
export const signalLevel = 'signal';

/** A signal, which checks its own options. */
export function makeSignal<O extends SignalOptions>(
  options: O,
  check: Check<O>,
  facts: Omit<Signal, 'options' | 'check' | 'record'> & { readonly name: string },
): Signal {
  const { name, ...rest } = facts;
  return value('signal', {
    ...rest,
    record: `${signalLevel}:${name}`,
    options,
    check: (field) => check(options, field),
  } satisfies Signal);
}

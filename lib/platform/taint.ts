import { anyText, type Check, oneOf, record, required, text } from '../shape';

/** A taint of a pool's nodes; pods that ask for the pool tolerate it. */
export interface Taint {
  readonly key: string;
  /** @default no value: pods tolerate the key whatever its value */
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule';
}

export const taint: Check<Taint> = record<Taint>({
  key: required(text),
  value: anyText,
  effect: required(oneOf('NoSchedule', 'NoExecute', 'PreferNoSchedule')),
});

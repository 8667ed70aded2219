import type { Toleration } from '../../imports/kubernetes';
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

export function tolerates({ key, operator = 'Equal', value, effect }: Partial<Toleration>, one: Taint): boolean {
  if (effect !== undefined && effect !== one.effect) return false;
  if (key === undefined) return operator === 'Exists';
  return key === one.key && (operator === 'Exists' || one.value === undefined || one.value === (value ?? ''));
}

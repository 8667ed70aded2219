import { amountOfMoney, currency } from '../platform/money';
import { type Check, record, required } from '../shape';

/** What a month of an environment may cost. */
export interface Budget {
  /** Most that a month may cost, when everything runs at its most. */
  readonly month: number;
  /** ISO 4217; that of the pools' prices. */
  readonly currency: string;
}

export const budget: Check<Budget> = record<Budget>({ month: required(amountOfMoney), currency: required(currency) });

import { type Check, wrongType } from '../shape';

/** An amount of money that is not negative. */
export const amountOfMoney: Check<number> = (value, field) => {
  if (typeof value !== 'number') return wrongType(field, value, 'a number');
  if (!Number.isFinite(value) || value < 0) {
    field.problem('out-of-range', { got: value, allowed: 'zero or more', remedy: 'give an amount' });
  }
};

/** ISO 4217. */
export const currency: Check<string> = (value, field) => {
  if (typeof value !== 'string' || !/^[A-Z]{3}$/.test(value)) wrongType(field, value, "three letters such as 'USD'");
};

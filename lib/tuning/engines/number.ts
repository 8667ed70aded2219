import { type Check, wrongType } from '../../shape';

/** A number of a range. */
export function number(min: number, max = Number.POSITIVE_INFINITY): Check<number> {
  const allowed = max === Number.POSITIVE_INFINITY ? `a number of at least ${min}` : `a number from ${min} to ${max}`;
  return (candidate, field) => {
    if (typeof candidate !== 'number' || !Number.isFinite(candidate)) return wrongType(field, candidate, allowed);
    if (candidate < min || candidate > max) {
      field.problem('out-of-range', { got: candidate, allowed, remedy: `give ${allowed}` });
    }
  };
}

import type { Field } from '../../problems';
import { type Check, wrongType } from '../../shape';
import { isPlainRecord } from '../../value';

/** One shape of a record that has several: how the rest of it is checked. */
type Rest = (rest: never, field: Field) => void;

/**
 * A record of which one key tells what else it has.
 * @param refused names that are known and not taken, each with its reason
 */
export function variant<T extends object>(
  key: keyof T & string,
  shapes: Readonly<Record<string, Rest>>,
  refused: Readonly<Record<string, string>> = {},
): Check<T> {
  return (candidate, field) => {
    if (!isPlainRecord(candidate)) return wrongType(field, candidate, `a record with '${key}'`);
    const { [key]: name, ...rest } = candidate;
    const shape = typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape !== undefined) return shape(rest as never, field);
    field.at(key).problem('not-allowed', {
      got: name,
      allowed: Object.keys(shapes).join(', '),
      remedy: (typeof name === 'string' ? refused[name] : undefined) ?? 'choose one of these',
    });
  };
}

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

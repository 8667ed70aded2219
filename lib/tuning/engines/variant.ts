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

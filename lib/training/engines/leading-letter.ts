import type { Field } from '../../problems';

/** Operators that make Services of a run's name take none that starts with a digit (RFC 1035). */
export function leadingLetter(name: string, field: Field): void {
  if (!/^\d/.test(name)) return;
  field.at('name').problem('bad-name', {
    got: name,
    allowed: 'a name that starts with a letter',
    remedy: 'rename it: its operator makes Services of that name',
  });
}

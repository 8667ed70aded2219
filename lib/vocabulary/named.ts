import { type Check, wrongType } from '../shape';

/** A name, or anything that has one: a construct of ours, or an object of any cdk8s-plus. */
export type Named = string | { readonly name: string };

export function nameOf(named: Named): string {
  return typeof named === 'string' ? named : named.name;
}

export const named: Check<Named> = (value, field) => {
  const name = typeof value === 'object' && value !== null ? value.name : value;
  if (typeof name !== 'string' || name === '') wrongType(field, value, 'a name, or an object that has a name');
};

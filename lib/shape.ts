import { nearest } from './nearest';
import type { Field } from './problems';
import { isPlainRecord, kindOfValue } from './value';

/** A check of one value; problems go to the field. */
export type Check<T> = (value: T, field: Field) => void;

interface Required<T> {
  readonly required: Check<T>;
}

/** The properties an interface has and how each is checked; the compiler holds it complete. */
export type Shape<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Check<NonNullable<T[K]>> : Required<T[K]>;
};

export function required<T>(check: Check<T>): Required<T> {
  return { required: check };
}

/** A plain record of the given shape: unknown and missing properties are problems, each value is checked. */
export function record<T extends object>(shape: Shape<T>, also?: Check<T>): Check<T> {
  const checks = shape as Record<string, Check<unknown> | Required<unknown>>;
  const entries = Object.entries(checks);
  return (value, field) => {
    if (!isPlainRecord(value)) return wrongType(field, value, 'a record');
    const before = field.problems.length;
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(checks, key)) unknownProp(field, key, Object.keys(checks));
    }
    for (const [key, check] of entries) {
      const entry = value[key];
      if (entry !== undefined) (typeof check === 'function' ? check : check.required)(entry, field.at(key));
      else if (typeof check !== 'function') {
        field.at(key).problem('missing-prop', { got: entry, allowed: 'a value', remedy: `give '${key}'` });
      }
    }
    if (also !== undefined && field.problems.length === before) also(value, field);
  };
}

function unknownProp(field: Field, key: string, known: readonly string[]): void {
  const near = nearest(key, known);
  const remedy = near === undefined ? 'remove it' : `did you mean '${near}'?`;
  field.problem('unknown-prop', { got: key, allowed: known.join(', '), remedy });
}

export function wrongType(field: Field, got: unknown, allowed: string): void {
  field.problem('wrong-type', { got, allowed, remedy: `give ${allowed}` });
}

export const text: Check<string> = (value, field) => {
  if (typeof value !== 'string' || value === '') wrongType(field, value, 'a text that is not empty');
};

export const anyText: Check<string> = (value, field) => {
  if (typeof value !== 'string') wrongType(field, value, 'a text');
};

export const flag: Check<boolean> = (value, field) => {
  if (typeof value !== 'boolean') wrongType(field, value, 'true or false');
};

export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Check<number> {
  const allowed =
    max === Number.MAX_SAFE_INTEGER ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`;
  return (value, field) => {
    if (typeof value !== 'number') return wrongType(field, value, allowed);
    if (!Number.isInteger(value) || value < min || value > max) {
      field.problem('out-of-range', { got: value, allowed, remedy: `give ${allowed}` });
    }
  };
}

export function oneOf<T extends string>(...allowed: readonly T[]): Check<T> {
  return (value, field) => {
    if (!allowed.includes(value)) {
      field.problem('not-allowed', { got: value, allowed: allowed.join(', '), remedy: 'choose one of these' });
    }
  };
}

export function listOf<T>(check: Check<T>, min = 0): Check<readonly T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) return wrongType(field, value, 'a list');
    if (value.length < min) {
      field.problem('out-of-range', { got: value, allowed: `at least ${min}`, remedy: 'add an entry' });
    }
    value.forEach((entry, index) => {
      check(entry, field.at(index));
    });
  };
}

export function mapOf<T>(check: Check<T>, key?: Check<string>): Check<Readonly<Record<string, T>>> {
  return (value, field) => {
    if (!isPlainRecord(value)) return wrongType(field, value, 'a record');
    for (const [name, entry] of Object.entries(value)) {
      key?.(name, field.at(name));
      check(entry as T, field.at(name));
    }
  };
}

/** A value that one of our functions made, such as `daily('01:00')`. */
export function made<T>(what: string, by: string): Check<T> {
  return (value, field) => {
    if (kindOfValue(value) !== what) wrongType(field, value, `the result of ${by}`);
  };
}

/** A check of facts that many constructs share: a value that passed it is not looked at again. */
export function once<T extends object>(check: Check<T>): Check<T> {
  const passed = new WeakSet<T>();
  return (value, field) => {
    if (passed.has(value)) return;
    const before = field.problems.length;
    check(value, field);
    if (field.problems.length === before) passed.add(value);
  };
}

/** No check at this place: another one looks at the value. */
export function anything(): void {}

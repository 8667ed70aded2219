import type { Field } from '../problems';
import { type Check, made, wrongType } from '../shape';
import { type Value, value } from '../value';

/** Numbers from `min` to `max`, both included. */
export interface NumberRange {
  readonly type: 'double' | 'int';
  readonly min: number;
  readonly max: number;
  /** Whether equal ratios are equally likely, not equal differences. */
  readonly log: boolean;
  /** Distance of two neighbours, from `min` on. @default 1 for whole numbers; other numbers have no fixed distance */
  readonly step?: number;
}

/** Some values, in an order of their own. */
export interface Choice {
  readonly type: 'choice';
  readonly values: readonly string[];
}

/** What a search varies; made by `double()`, `int()` or `choice()`. */
export type Parameter = Value<NumberRange | Choice>;

export interface DoubleOptions {
  /** For rates and the like, whose order of magnitude is sought; `min` is above 0. @default false */
  readonly log?: boolean;
  /** Distance of two neighbours; a grid needs it. @default none: any number between the bounds */
  readonly step?: number;
}

export interface IntOptions {
  /** @default false */
  readonly log?: boolean;
  /** Distance of two neighbours. @default 1 */
  readonly step?: number;
}

/** A number. */
export function double(min: number, max: number, { log = false, step }: DoubleOptions = {}): Parameter {
  return value('parameter', { type: 'double', min, max, log, ...(step !== undefined && { step }) });
}

/** A whole number. */
export function int(min: number, max: number, { log = false, step }: IntOptions = {}): Parameter {
  return value('parameter', { type: 'int', min, max, log, ...(step !== undefined && { step }) });
}

/** One of some values; numbers reach the program as JavaScript writes them. */
export function choice(...values: readonly (string | number)[]): Parameter {
  return value('parameter', { type: 'choice', values: values.map(String) });
}

/** Narrower ranges have too few decimal numbers in them to be told apart. */
const narrowest = 1e-9;

/** Nearer to 0, numbers lose digits. */
const smallest = 1e-300;

/** Values stand in command lines and templates of several programs, so they need no quotes in any. */
const token = /^[A-Za-z0-9._+:/,@%=-]+$/;

function choiceCheck({ values }: Choice, field: Field): void {
  if (values.length < 2) {
    field.problem('out-of-range', { got: values, allowed: 'at least two values', remedy: 'add one, or fix the value' });
  }
  for (const entry of values.filter((text, index) => !token.test(text) || values.indexOf(text) !== index)) {
    field.problem('not-allowed', {
      got: entry,
      allowed: 'each value once, of letters, digits and . _ + : / , @ % = -',
      remedy: 'rename it, and let the program translate',
    });
  }
}

function rangeCheck(range: NumberRange, field: Field): void {
  const { type, min, max, log, step } = range;
  const numbers = type === 'int' ? 'whole numbers' : 'finite numbers';
  const fits = type === 'int' ? Number.isSafeInteger : Number.isFinite;
  const width = max - min;
  const given = [min, max, ...(step === undefined ? [] : [step])];
  const narrow = Math.max(smallest, narrowest * Math.max(Math.abs(min), Math.abs(max)));
  if (![...given, width].every(fits)) wrongType(field, given, numbers);
  else if (width <= 0 || (type === 'double' && width < narrow)) {
    field.problem('empty-range', {
      got: `${min} to ${max}`,
      allowed: 'a minimum below the maximum',
      remedy: 'widen it',
    });
  } else if (step !== undefined && (step <= 0 || step > width || step < narrow)) {
    field.problem('out-of-range', {
      got: `a step of ${step}`,
      allowed: `above 0, at most ${width}`,
      remedy: 'choose a step that fits in the range',
    });
  } else if (log && min < smallest) {
    field.problem('log-range', {
      got: `a logarithmic scale from ${min}`,
      allowed: 'a minimum above 0',
      remedy: 'raise the minimum, or leave log out',
    });
  } else if (log && step !== undefined) {
    field.problem('not-allowed', {
      got: 'log with step',
      allowed: 'either',
      remedy: 'leave step out, or list the values: choice(0.001, 0.01, 0.1)',
    });
  }
}

export const parameter: Check<Parameter> = (candidate, field) => {
  const before = field.problems.length;
  made<Parameter>('parameter', 'double(), int() or choice()')(candidate, field);
  if (field.problems.length > before) return;
  if (candidate.type === 'choice') choiceCheck(candidate, field);
  else rangeCheck(candidate, field);
};

import type { NumberRange, Parameter } from './parameter';

/** The values of a parameter, numbered from the lowest. */
export interface Levels {
  readonly count: number;
  /** The value of a number below `count`, as text. */
  readonly at: (level: number) => string;
  /** The level at a fraction from 0 to below 1, more of them where the parameter is dense. */
  readonly of: (fraction: number) => number;
}

/** A number without a fixed distance to the next is taken from so many, evenly apart, so that it has few digits. */
const continuous = 10_001;

/** Whether a grid over it would have no end. */
export function isContinuous(parameter: Parameter): boolean {
  return parameter.type === 'double' && parameter.step === undefined;
}

export function levelsOf(parameter: Parameter): Levels {
  if (parameter.type === 'choice') return even(parameter.values.length, (level) => parameter.values[level] ?? '');
  if (parameter.type === 'int') return whole(parameter);
  return parameter.step === undefined ? dense(parameter) : stepped(parameter, parameter.step);
}

function even(count: number, at: Levels['at']): Levels {
  return { count, at, of: (fraction) => Math.floor(fraction * count) };
}

function whole({ min, max, log, step = 1 }: NumberRange): Levels {
  const levels = even(Math.floor((max - min) / step) + 1, (level) => String(min + level * step));
  if (!log) return levels;
  // Each whole number has the share of the scale from half below it to half above it.
  const at = (fraction: number) => Math.round(geometric(min - 0.5, max + 0.5, fraction));
  return { ...levels, of: (fraction) => Math.min(max, Math.max(min, at(fraction))) - min };
}

function stepped(range: NumberRange, step: number): Levels {
  const { min, max } = range;
  // What binary fractions lose of a whole number of steps is far below a millionth of a step.
  const count = Math.floor((max - min) / step + 1e-6) + 1;
  return even(count, (level) => String(rounded(min + level * step, 12, range)));
}

function dense(range: NumberRange): Levels {
  const { min, max, log } = range;
  const last = continuous - 1;
  const exact = (level: number) => (log ? geometric(min, max, level / last) : min + ((max - min) * level) / last);
  const gap = log
    ? Math.expm1((Math.log(max) - Math.log(min)) / last)
    : (max - min) / last / Math.max(Math.abs(min), Math.abs(max));
  const digits = Math.min(15, Math.max(2, 2 + Math.ceil(-Math.log10(gap))));
  return even(continuous, (level) => String(rounded(exact(level), digits, range)));
}

function geometric(from: number, to: number, fraction: number): number {
  return Math.exp(Math.log(from) + (Math.log(to) - Math.log(from)) * fraction);
}

/** With so many digits, and never outside of the range for it. */
function rounded(number: number, digits: number, { min, max }: NumberRange): number {
  return Math.min(max, Math.max(min, Number(number.toPrecision(digits))));
}

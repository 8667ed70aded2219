import type { Field } from '../problems';
import { type Check, made } from '../shape';
import type { Value } from '../value';
import { isContinuous, type Levels, levelsOf } from './levels';
import type { Parameter } from './parameter';

/** A parameter and its name. */
export interface NamedParameter {
  readonly name: string;
  readonly parameter: Parameter;
}

/** The values of one trial, in the order of the parameters. */
export type Point = readonly string[];

/** A choice of trials that is known before any has run; made by `grid()` or `randomSample()`. */
export type Search = Value<{
  /** What of it decides which points come out. */
  readonly declares: Readonly<Record<string, string | number>>;
  /** Problems of its own settings. */
  readonly check: (field: Field) => void;
  /** How many trials there are where nobody says so. @default somebody must */
  readonly trials?: (parameters: readonly NamedParameter[]) => number;
  /** Problems of these parameters and this number of trials. */
  readonly fits: (parameters: readonly NamedParameter[], trials: number, field: Field) => void;
  readonly points: (parameters: readonly NamedParameter[], trials: number) => readonly Point[];
}>;

export const search: Check<Search> = (candidate, field) => {
  const before = field.problems.length;
  made<Search>('search', 'grid() or randomSample()')(candidate, field);
  if (field.problems.length === before) candidate.check(field);
};

/** How many points there are that a search can tell apart. */
export function sizeOf(parameters: readonly NamedParameter[]): number {
  return parameters.reduce((size, { parameter }) => size * levelsOf(parameter).count, 1);
}

/** The point of a number, the last parameter changing first. */
export function pointAt(levels: readonly Levels[], rank: number): Point {
  let rest = rank;
  return levels
    .toReversed()
    .map(({ count, at }) => {
      const level = rest % count;
      rest = Math.floor(rest / count);
      return at(level);
    })
    .reverse();
}

export function checkEnough(parameters: readonly NamedParameter[], trials: number, field: Field): void {
  const size = sizeOf(parameters);
  if (size >= trials) return;
  field.at('trials').problem('too-few-points', {
    got: `${trials} trials`,
    allowed: `at most ${size}: the parameters have no more combinations`,
    remedy: 'ask for fewer, or widen a parameter',
  });
}

/** A grid has no end in a parameter without steps. */
export function checkSteps(parameters: readonly NamedParameter[], field: Field): boolean {
  const endless = parameters.filter(({ parameter }) => isContinuous(parameter));
  for (const { name } of endless) {
    field.at('parameters').at(name).problem('parameter-not-searchable', {
      got: 'a double without step',
      allowed: 'values that a grid can count',
      remedy: 'give a step, or list the values: choice(0.001, 0.01, 0.1)',
    });
  }
  return endless.length === 0;
}

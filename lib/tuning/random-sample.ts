import { createHash } from 'node:crypto';
import { integer, record } from '../shape';
import { value } from '../value';
import { levelsOf } from './levels';
import { checkEnough, type NamedParameter, type Point, pointAt, type Search } from './search';

export interface RandomSampleOptions {
  /** Another seed is another sample; the same seed always gives the same. @default 1 */
  readonly seed?: number;
}

const shape = record<RandomSampleOptions>({ seed: integer(0) });

/** Draws before the rest is taken in order: only a space with hardly more points than trials comes so far. */
const drawsPerTrial = 64;

/** A number from 0 to below 1 that nothing but its keys decides. */
function fraction(...keys: readonly (string | number)[]): number {
  return createHash('sha256').update(keys.join('/')).digest().readUIntBE(0, 6) / 2 ** 48;
}

function sample(seed: number, parameters: readonly NamedParameter[], trials: number): readonly Point[] {
  const named = parameters.map(({ name, parameter }) => ({ name, ...levelsOf(parameter) }));
  const points = new Map<string, Point>();
  const add = (point: Point) => points.set(point.join(' '), point);
  for (let draw = 0; points.size < trials && draw < drawsPerTrial * trials; draw++) {
    add(named.map(({ name, at, of }) => at(of(fraction(seed, draw, name)))));
  }
  for (let rank = 0; points.size < trials; rank++) add(pointAt(named, rank));
  return [...points.values()];
}

/** Distinct points at random. More trials begin with the same points, and a new parameter leaves the others' values. */
export function randomSample(options: RandomSampleOptions = {}): Search {
  const { seed = 1 } = options;
  const made: Search = {
    declares: { search: 'randomSample', seed },
    check: (field) => shape(options, field),
    fits: checkEnough,
    points: (parameters, trials) => sample(seed, parameters, trials),
  };
  return value('search', made);
}

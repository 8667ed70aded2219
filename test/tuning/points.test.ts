import fc from 'fast-check';
import { choice, double, grid, int, type NamedParameter, type Parameter, randomSample } from '../../lib';
import { Field } from '../../lib/problems';
import { levelsOf } from '../../lib/tuning/levels';
import { parameter as parameterCheck } from '../../lib/tuning/parameter';
import { sizeOf } from '../../lib/tuning/search';

function isValid(parameter: Parameter): boolean {
  const field = Field.of('test');
  parameterCheck(parameter, field);
  return field.problems.length === 0;
}

const amount = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  fc.constantFrom(1e-300, 1e-7, 1e-4, 0.1, 0.3, 1e12, 1e300),
);
const log = fc.boolean();
const anyParameter: fc.Arbitrary<Parameter> = fc
  .oneof(
    fc.record({ min: amount, max: amount, log }).map(({ min, max, log }) => double(min, max, { log })),
    fc
      .record({ min: amount, max: amount, parts: fc.integer({ min: 1, max: 9 }) })
      .map(({ min, max, parts }) => double(min, max, { step: (max - min) / parts })),
    fc
      .record({ min: fc.integer(), more: fc.nat(2000), log })
      .map(({ min, more, log }) => int(min, min + more, { log })),
    fc
      .record({ min: fc.integer(), more: fc.nat(50), step: fc.integer({ min: 1, max: 7 }) })
      .map(({ min, more, step }) => int(min, min + more, { step })),
    fc
      .uniqueArray(fc.stringMatching(/^[a-z0-9.,-]{1,5}$/), { minLength: 2, maxLength: 5 })
      .map((all) => choice(...all)),
  )
  .filter(isValid);
const countable = anyParameter.filter((parameter) => parameter.type !== 'double' || parameter.step !== undefined);

const spaceOf = (parameter: fc.Arbitrary<Parameter>, maxLength: number): fc.Arbitrary<readonly NamedParameter[]> =>
  fc
    .array(parameter, { minLength: 1, maxLength })
    .map((all) => all.map((entry, index) => ({ name: `p${index}`, parameter: entry })));

function holds(parameter: Parameter, text: string): boolean {
  if (parameter.type === 'choice') return parameter.values.includes(text);
  const number = Number(text);
  const inside = text !== '' && number >= parameter.min && number <= parameter.max;
  const steps = (number - parameter.min) / (parameter.step ?? 1);
  const onStep = parameter.step === undefined || Math.abs(steps - Math.round(steps)) < 1e-3;
  return inside && onStep && (parameter.type === 'double' || Number.isInteger(number));
}

test('the values of any parameter are distinct and inside its range', () => {
  fc.assert(
    fc.property(anyParameter, (parameter) => {
      const { count, at } = levelsOf(parameter);
      const texts = Array.from({ length: count }, (_, level) => at(level));
      expect(new Set(texts).size).toBe(count);
      expect(texts.filter((text) => !holds(parameter, text))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('a random sample of any space has exactly the trials asked for, distinct and in range, for every seed', () => {
  fc.assert(
    fc.property(spaceOf(anyParameter, 4), fc.nat(), fc.integer({ min: 1, max: 60 }), (space, seed, wanted) => {
      const trials = Math.min(wanted, sizeOf(space));
      const points = randomSample({ seed }).points(space, trials);
      expect(new Set(points.map((point) => point.join(' '))).size).toBe(trials);
      expect(points).toHaveLength(trials);
      for (const point of points) {
        expect(point.filter((text, index) => !holds(space[index]?.parameter ?? choice(), text))).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

test('a sample as large as its space is the whole space', () => {
  const space = [
    { name: 'a', parameter: int(1, 40, { log: true }) },
    { name: 'b', parameter: choice('x', 'y') },
  ];
  const sampled = randomSample({ seed: 3 }).points(space, 80);
  expect(sampled.map(String).sort()).toEqual(grid().points(space, 80).map(String).sort());
});

test('the same seed gives the same points, and another seed others', () => {
  fc.assert(
    fc.property(spaceOf(anyParameter, 3), fc.nat(), (space, seed) => {
      const points = (of: number) => randomSample({ seed: of }).points(space, Math.min(20, sizeOf(space)));
      expect(points(seed)).toEqual(points(seed));
      if (sizeOf(space) > 1000) expect(points(seed)).not.toEqual(points(seed + 1));
    }),
  );
});

test('more trials begin with the same points, and a further parameter leaves the values of the others', () => {
  const rate = { name: 'rate', parameter: double(0, 1) };
  const few = randomSample({ seed: 5 }).points([rate], 10);
  expect(randomSample({ seed: 5 }).points([rate], 20).slice(0, 10)).toEqual(few);
  const wider = randomSample({ seed: 5 }).points([{ name: 'a', parameter: choice('x', 'y') }, rate], 10);
  expect(wider.map(([, value]) => [value])).toEqual(few);
});

test('a grid is every combination, once, the last parameter changing first', () => {
  fc.assert(
    fc.property(
      spaceOf(countable, 3).filter((space) => sizeOf(space) <= 5000),
      (space) => {
        const points = grid({ max: 1000 }).points(space, sizeOf(space));
        const product = space.reduce<readonly string[][]>(
          (all, { parameter }) => {
            const { count, at } = levelsOf(parameter);
            return all.flatMap((point) => Array.from({ length: count }, (_, level) => [...point, at(level)]));
          },
          [[]],
        );
        expect(points).toEqual(product);
      },
    ),
    { numRuns: 60 },
  );
});

test('a logarithmic scale gives each order of magnitude its share', () => {
  const points = randomSample({ seed: 1 }).points([{ name: 'a', parameter: double(1e-4, 1, { log: true }) }], 1000);
  const share = (from: number) => points.filter(([text]) => Number(text) >= from && Number(text) < from * 10).length;
  for (const from of [1e-4, 1e-3, 1e-2, 1e-1]) expect(Math.abs(share(from) - 250)).toBeLessThan(60);
});

test('numbers have no more digits than it takes to tell them apart', () => {
  const values = (parameter: Parameter) => [1, 5000, 9999].map(levelsOf(parameter).at);
  expect(values(double(0, 1))).toEqual(['0.0001', '0.5', '0.9999']);
  expect(values(double(1e-4, 1e-1, { log: true }))).toEqual(['0.000100069', '0.00316228', '0.0999309']);
  expect([0, 1, 2].map(levelsOf(double(0.1, 0.3, { step: 0.1 })).at)).toEqual(['0.1', '0.2', '0.3']);
});

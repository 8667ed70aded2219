import fc from 'fast-check';
import type { FederationConfig } from '../../lib/federated/config';
import { federationConfig } from '../../lib/federated/config';
import { flowerConfig } from '../../lib/federated/engines/flower-container';
import { Field } from '../../lib/problems';

/** How Flower 1.42 splits settings; each value is then read as TOML, which for these kinds of value is JSON. */
const pattern = /(\S+?)=('[^']*'|"[^"]*"|\S+)/g;

function readByFlower(text: string): FederationConfig {
  return Object.fromEntries([...text.matchAll(pattern)].map(([, name = '', value = '']) => [name, JSON.parse(value)]));
}

const key = fc.stringMatching(/^[A-Za-z][\w.-]{0,12}$/);
const value = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean());

test('any settings that pass the check are read by Flower as they were given', () => {
  fc.assert(
    fc.property(fc.dictionary(key, value, { maxKeys: 5 }), (given) => {
      const field = Field.of('here');
      federationConfig({ ...given }, field);
      fc.pre(field.problems.length === 0);
      expect(readByFlower(flowerConfig(given))).toEqual({ ...given });
    }),
    { numRuns: 500 },
  );
});

import fc from 'fast-check';
import { canonicalQuantity, parseQuantity } from '../../lib/quantity';

test.each([
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['0.5', '500m'],
  ['1000', '1k'],
  ['2048Mi', '2Gi'],
  ['1.5Gi', '1536Mi'],
  ['1024', '1024'],
  ['1024Ki', '1Mi'],
  ['5G', '5G'],
])('%s is written back as %s', (written, canonical) => {
  expect(canonicalQuantity(written)).toBe(canonical);
});

test.each(['1GB', '', '-1', '1 Gi', 'Gi', '1.5.5', '0.0001'])("'%s' cannot be read exactly", (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

test('the canonical form keeps the value, and is its own canonical form', () => {
  const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'Ti');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), suffix, (number, unit) => {
      const canonical = canonicalQuantity(`${number}${unit}`);
      expect(parseQuantity(canonical)).toBe(parseQuantity(`${number}${unit}`));
      expect(canonicalQuantity(canonical)).toBe(canonical);
    }),
  );
});

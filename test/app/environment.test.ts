import fc from 'fast-check';
import { cpu, extend, loadBalancer } from '../../lib';

const base = {
  name: 'base',
  list: [1, 2],
  nested: { a: 1, b: { c: 2, d: 3 } },
  signal: cpu(70),
  expose: loadBalancer(),
};
const tree = fc.letrec<{ node: Record<string, unknown> }>((tie) => ({
  node: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 3 }).filter((key) => key !== '__proto__'),
    fc.oneof(fc.integer(), fc.array(fc.integer()), tie('node')),
    { maxKeys: 4 },
  ),
})).node;

test('records merge by key at any depth', () => {
  expect(extend(base, { nested: { b: { c: 9 } } }).nested).toEqual({ a: 1, b: { c: 9, d: 3 } });
});

test('lists, scalars and values of our functions replace', () => {
  const next = extend(base, {
    name: 'next',
    list: [3],
    signal: cpu(80),
    expose: loadBalancer({ sourceRanges: ['10.0.0.0/8'] }),
  });
  expect([next.name, next.list, next.signal.utilization]).toEqual(['next', [3], 80]);
  expect(next.expose).not.toHaveProperty('host');
});

test('an explicit undefined unsets', () => {
  expect(extend<{ a: number; b?: number }>({ a: 1, b: 2 }, { b: undefined })).toEqual({ a: 1 });
});

test('extending by nothing changes nothing, the last change wins, and no input is written to', () => {
  fc.assert(
    fc.property(tree, tree, (first, second) => {
      const before = JSON.stringify([first, second]);
      expect(extend(first, {})).toEqual(first);
      expect(extend(extend(first, second), second)).toEqual(extend(first, second));
      expect(JSON.stringify([first, second])).toBe(before);
    }),
  );
});

test('a change that the environment does not know is a compile error', () => {
  // @ts-expect-error: 'typo' is no key of the base
  expect(extend(base, { typo: 1 })).toHaveProperty('typo');
  // @ts-expect-error: 'e' is no key of nested.b
  expect(extend(base, { nested: { b: { e: 1 } } }).nested.b).toHaveProperty('e');
});

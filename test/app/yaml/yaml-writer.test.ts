import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { YamlWriter } from '../../../lib/app/yaml/yaml-writer';
import { readers } from './readers';
import { anyNumbers, hardTexts, isWrongInCdk8s, plainNumbers, texts, trees, wrongInCdk8s } from './texts';
import { written } from './written';

test('any tree has the bytes that cdk8s writes, but for texts that cdk8s gets wrong', () => {
  const right = texts.filter((text) => !isWrongInCdk8s(text));
  fc.assert(
    fc.property(trees(right, anyNumbers), (tree) => {
      expect(written(tree)).toBe(Yaml.stringify(tree));
    }),
    { numRuns: 3000 },
  );
});

test('halves of surrogate pairs, undefined and several documents are as cdk8s writes them', () => {
  const documents = [{ a: '\ud800', '\udc00': ['b\ud83d'] }, { a: undefined, b: [undefined, null] }, { c: {} }];
  expect(written(...documents)).toBe(Yaml.stringify(...documents));
});

test.each(Object.keys(readers))('%s reads any tree back', (name) => {
  fc.assert(
    fc.property(trees(texts, plainNumbers), (tree) => {
      expect(readers[name]?.(written(tree))).toEqual(tree);
    }),
    { numRuns: 700 },
  );
});

test.each([
  ['=', '"="'],
  ['<<', '"<<"'],
  ['0o14', '"0o14"'],
  ['0X1F', '"0X1F"'],
  ['1e1_0', '"1e1_0"'],
  ['+_1', '"+_1"'],
  ['a\tb', '"a\\tb"'],
  ['a\u2028b', '"a\\Lb"'],
  ['\u0085\ufeff\u007f', '"\\N\\ufeff\\x7f"'],
  ['\ta\nb', '|2-\n  \ta\n  b'],
  [' \n', '"\\ \\n"'],
  [`${'x'.repeat(40)}\n \n\u0001`, `"${'x'.repeat(40)}\n\n  \\ \n\n  \\x01"`],
])('%j, which cdk8s gets wrong, is written %j, which every reader reads', (text, form) => {
  expect(isWrongInCdk8s(text)).toBe(true);
  expect(Yaml.stringify({ key: text })).not.toBe(`key: ${form}\n`);
  expect(written({ key: text })).toBe(`key: ${form}\n`);
  for (const read of Object.values(readers)) expect(read(written({ key: text }))).toEqual({ key: text });
});

test('each way in which cdk8s gets a text wrong has an example', () => {
  for (const holds of Object.values(wrongInCdk8s)) expect(hardTexts.filter(holds)).not.toEqual([]);
});

test('texts of names, numbers with units, images and addresses have no quotes', () => {
  const plain = ['500m', '1Gi', '25%', 'emptyDir', 'registry:5000/app:1.0', 'http://a/b?c=d#e', '10.0.0.1/32', 'a_b'];
  expect(written({ plain })).toBe(`plain:\n${plain.map((text) => `  - ${text}\n`).join('')}`);
});

test('what would be a number elsewhere but is larger than any of its numbers has no quotes, as in cdk8s', () => {
  for (const text of ['1e31_000', '-1e9_999', `0X${'F'.repeat(17)}`, `0O2${'0'.repeat(21)}`, `-0B1${'0'.repeat(64)}`]) {
    expect(written({ key: text })).toBe(`key: ${text}\n`);
    expect(written({ key: text })).toBe(Yaml.stringify({ key: text }));
  }
  expect(written({ key: `0X${'F'.repeat(16)}` })).toBe(`key: "0X${'F'.repeat(16)}"\n`);
});

test('a value that YAML has no form for is an error', () => {
  expect(() => written({ a: () => 1 })).toThrow('a function has no form in YAML');
});

test('a writer starts anew with each file, and gives the bytes of one file in parts', () => {
  const writer = new YamlWriter();
  writer.document({ a: 1 });
  writer.flushed();
  writer.document({ b: 2 });
  expect(writer.content.toString()).toBe('---\nb: 2\n');
  writer.restart();
  writer.document({ c: 'x'.repeat(1 << 18) });
  expect(writer.content.toString()).toBe(`c: ${'x'.repeat(1 << 18)}\n`);
});

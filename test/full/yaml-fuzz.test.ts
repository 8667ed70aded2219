import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { readers } from '../app/yaml/readers';
import { anyNumbers, isWrongInCdk8s, plainNumbers, texts, trees } from '../app/yaml/texts';
import { written } from '../app/yaml/written';

const right = texts.filter((text) => !isWrongInCdk8s(text));

test('60,000 documents have the bytes that cdk8s writes', () => {
  fc.assert(
    fc.property(trees(right, anyNumbers), (tree) => written(tree) === Yaml.stringify(tree)),
    { numRuns: 60_000 },
  );
});

test.each(Object.entries(readers))('%s reads 20,000 documents back', (_name, read) => {
  fc.assert(
    fc.property(trees(texts, plainNumbers), (tree) => {
      expect(read(written(tree))).toEqual(tree);
    }),
    { numRuns: 20_000 },
  );
});

import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { readers } from '../app/yaml/readers';
import { hardTexts, plainNumbers, texts, trees, unreadable } from '../app/yaml/texts';
import { written } from '../app/yaml/written';
import { foreignReaders } from './readers/foreign-readers';

const present = foreignReaders.filter(({ missing }) => missing === undefined);

function attempt(read: (text: string) => unknown, text: string): unknown {
  try {
    return read(text);
  } catch (cause) {
    return `error: ${cause}`;
  }
}

/** What every reader here makes of each text, by its name. */
function readAll(documents: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  const foreign = present.map((language) => ({ ...language, results: language.read(documents) }));
  return documents.map((text, index) => ({
    ...Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, attempt(read, text)])),
    ...Object.fromEntries(
      foreign.flatMap(({ names, results }) => names.map((name, at) => [name, results[index]?.[at]] as const)),
    ),
  }));
}

for (const { language, missing, names, read } of foreignReaders) {
  const run = missing === undefined ? test : test.skip;
  run(
    `${names.join(' and ')} (${language}) read 20,000 documents back${missing ? `: skipped, ${missing}` : ''}`,
    () => {
      const documents = fc.sample(trees(texts, plainNumbers), 20_000);
      const results = read(documents.map((document) => written(document)));
      for (const [index, document] of documents.entries()) expect(results[index]).toEqual(names.map(() => document));
    },
  );
}

test('every reader reads every hard text back, as a value, as an item and as a key', () => {
  const documents = hardTexts.flatMap((text) => [{ key: text }, { key: [text, [text]] }, { [text]: { [text]: 1 } }]);
  const results = readAll(documents.map((document) => written(document)));
  for (const [index, document] of documents.entries())
    expect(results[index]).toEqual(
      Object.fromEntries(Object.keys(results[index] ?? {}).map((name) => [name, document])),
    );
});

test('where our bytes differ from those of cdk8s, and not by an escape, some reader gets those of cdk8s wrong', () => {
  const documents = [...hardTexts, ...fc.sample(texts, 20_000)]
    .filter((text) => !unreadable.test(text))
    .map((key) => ({ key }))
    .filter((document) => written(document) !== Yaml.stringify(document));
  const results = readAll(documents.map((document) => Yaml.stringify(document)));
  const right = documents.filter(({ key }, index) =>
    Object.values(results[index] ?? {}).every((value) => (value as { key?: unknown } | null)?.key === key),
  );
  expect(documents.length).toBeGreaterThan(500);
  if (present.length === foreignReaders.length) expect(right).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { accepted, breaks, complaints } from '../../api/breaks';
import { paths, presentReport } from '../../api/generate';

jest.setTimeout(60_000);

const read = (file: string) => readFileSync(file, 'utf8');

/** A report of symbols with these declarations. */
function report(symbols: Readonly<Record<string, string>>): string {
  return Object.entries(symbols)
    .map(([name, text]) => `### ${name}\n\n\`\`\`ts\n${text}\n\`\`\`\n`)
    .join('\n');
}

const props = 'interface Props {\n    readonly a: string;\n    readonly b?: string;\n}';
const released = report({ Props: props, make: 'function make(props: Props): void;' });

test('the committed report is what the code exports', () => {
  expect(read(paths.report)).toBe(presentReport());
});

test('every break since the last release is accepted, and nothing else is', () => {
  expect(complaints(read(paths.released), read(paths.report), read(paths.accepted))).toEqual([]);
  for (const reason of accepted(read(paths.accepted)).values()) expect(reason.length).toBeGreaterThan(20);
});

test('the report shows names and signatures, without private members', () => {
  const text = read(paths.report);
  expect(text).toMatch(
    /### ModelService\n\n```ts\nclass ModelService extends Construct .*\n {4}readonly name: string;/,
  );
  expect(text).not.toMatch(/^ +private |\/\*\*|platformCheck/m);
});

test('a program can name every type that stands in a signature: its own declarations need that', () => {
  const [, behind = ''] = read(paths.report).split('\n## Not exported, in signatures\n');
  const names = [...behind.matchAll(/^### (\w+)\n\n```ts\n(?!const )/gm)].map(([, name]) => name);
  expect(names).toEqual([]);
});

test.each([
  ['a removed member', { Props: props.replace(/.*b\?.*\n/, '') }, 'Props', ['    readonly b?: string;']],
  ['a changed member', { Props: props.replace('a: string', 'a: number') }, 'Props', ['    readonly a: string;']],
  ['a removed symbol', { make: undefined }, 'make', ['function make(props: Props): void;']],
])('%s is a break, until it is accepted', (_what, change, symbol, lost) => {
  const now = { Props: props, make: 'function make(props: Props): void;', ...change };
  const present = report(
    Object.fromEntries(Object.entries(now).flatMap(([name, text]) => (text ? [[name, text]] : []))),
  );
  expect([...breaks(released, present)]).toEqual([[symbol, lost]]);
  expect(complaints(released, present, '')).toEqual([expect.stringContaining(symbol)]);
  expect(complaints(released, present, `- \`${symbol}\`: nobody uses it\n`)).toEqual([]);
});

test('one of two equal lines that goes is a break', () => {
  const twice = report({ T: 'type T = {\n    a: 1;\n} | {\n    a: 1;\n};' });
  expect(breaks(twice, report({ T: 'type T = {\n    a: 1;\n};' })).get('T')).toEqual(['} | {', '    a: 1;']);
});

test('additions are no breaks', () => {
  const present = report({
    Props: props.replace('}', '    readonly c?: string;\n}'),
    make: 'function make(props: Props): void;',
  });
  expect([...breaks(released, `${present}\n${report({ other: 'const other: 1;' })}`)]).toEqual([]);
});

test('an acceptance of nothing is told', () => {
  expect(complaints(released, released, '- `Props`: it was to change\n')).toEqual([
    'Props is accepted and breaks nothing',
  ]);
});

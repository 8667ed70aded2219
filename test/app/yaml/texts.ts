import fc from 'fast-check';

/** Texts that some reader of YAML takes for something else when they stand without quotes. */
export const hardTexts: readonly string[] = [
  ...['', '~', 'null', 'Null', 'yes', 'No', 'on', 'OFF', 'y', 'N', 'true', 'FALSE', '=', '<<'],
  ...['0', '-0', '+1', '1.', '.5', '1.5', '1e3', '1E-3', 'e5', '0775', '0o14', '0x1F', '0X1F', '0b1', '0B1'],
  ...[
    '1_000',
    '1__',
    '_1',
    '0_o7',
    '1e1_0',
    '1e31_000',
    '+_1',
    '-_',
    '0o_',
    '0b+1',
    '.inf',
    '-.INF',
    '.nan',
    '.',
    '+',
    '-',
    '--',
  ],
  ...['1:30', '1:30:59.5', '2026-11-24', '2026-11-24T01:02:03Z', '2026-1-2 3:4:5 +1', '12:5', '1.2.3', '10.0.0.1'],
  ...['- a', '-a', '? a', '?a', '?', ': a', ':a', 'a: b', 'a:b', 'a:', ':', 'a #b', 'a#b', '#a', 'a,b', ',a'],
  ...['[a', 'a]', '{a', '}', '{}', '[]', '|', '>', '&a', '*a', '!a', '@a', '`a', '%a', '"', "'", 'a"b', "a'b", `"'`],
  ...['---', '--- a', '...', '...a', '\\', '\\n', ' ', ' a', 'a ', '\t', 'a\tb', '\ta', 'a\t', '\n', '\n\n', ' \n'],
  ...[
    'a\n',
    'a\nb',
    'a\n\n',
    '\na',
    'a \nb',
    'a\n b',
    ' a\nb',
    '  a\n b',
    '\ta\nb',
    '\n\ta',
    'a\n \nb',
    'a\n ',
    'a\n\t',
  ],
  ...['a\nb: c', '- a\n- b', 'a\n#b', '---\na', 'a\n---\n', '\u00a0', 'a\u00a0', 'é', '😀', '\ufffd', 'a'.repeat(1100)],
  ...[
    '\u0000',
    'a\u0007b',
    '\u001b[0m',
    'a\rb',
    'a\r\nb',
    '\u007f',
    '\u0085',
    'a\u2028b',
    '\u2029',
    '\ufeff',
    '\uffff',
  ],
  ...[
    `${'a b '.repeat(300)}`,
    `${'x'.repeat(40)} \n y\n\n z\n `,
    `${'x'.repeat(40)}\n \n\u0001`,
    `a\n${' '.repeat(50)}`,
  ],
];

const pieces = fc.constantFrom(
  ...['a', 'b', '0', '1', '7', '_', '.', ':', ' ', '  ', '\n', '\t', '#', '-', '+', '?', '"', "'", '\\', ',', '[', ']'],
  ...[
    '{',
    '}',
    '&',
    '*',
    '!',
    '|',
    '>',
    '%',
    '@',
    '`',
    '=',
    '<',
    '~',
    'e',
    'E',
    'x',
    'o',
    'T',
    'Z',
    '\u00a0',
    'é',
    '😀',
  ],
  ...['\u0001', '\u0085', '\u2028', '---', '...', 'null', 'long words '.repeat(6)],
);
const hard = fc.constantFrom(...hardTexts);

/** Texts of every kind, most of them nasty; without halves of surrogate pairs, which are no Unicode text. */
export const texts: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: hard },
    { weight: 5, arbitrary: fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.tuple(hard, hard).map(([a, b]) => a + b) },
    { weight: 1, arbitrary: fc.array(hard, { minLength: 2, maxLength: 5 }).map((lines) => lines.join('\n')) },
  )
  .filter((text) => !/\p{Cs}/u.test(text));

/** Texts that are a number once their underscores are gone, for a reader in Go as large as it has one, or have nothing else. */
function isNumberElsewhere(text: string): boolean {
  if (!/^[-+.\d]/.test(text)) return false;
  const bare = text.replaceAll('_', '');
  if (/^[-+]?0o[0-7]+$/.test(bare) || /^[-+]?(0o)?_+$/i.test(text)) return true;
  const [, sign = '', size = ''] = /^([-+]?)(.*)$/.exec(bare.replace(/^(0[bo])([-+])/, '$2$1')) ?? [];
  if (size.trim() !== size || size === '' || !Number.isFinite(Number(size))) return false;
  return (
    !/^0[xbo]/i.test(size) ||
    Number(size) < (sign === '' ? 2 ** 64 : 2 ** 63) ||
    (sign === '-' && BigInt(size) === 2n ** 63n)
  );
}

/** Characters that a reader refuses or takes for the end of a line, at least beside some others. */
export const unreadable = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Every text that cdk8s writes in a form which some reader refuses or gets wrong. */
export const wrongInCdk8s: Readonly<Record<string, (text: string) => boolean>> = {
  'a word with a meaning': (text) => text === '=' || text === '<<',
  'a number of other readers': isNumberElsewhere,
  'a character that is refused or ends a line': (text) => unreadable.test(text),
  'a tab in plain text': (text) => text.includes('\t') && !text.includes('\n'),
  'a block that begins with a tab': (text) => /^[ \n]*\t/.test(text),
  'a block of spaces': (text) => /^[ \n]+\n$/.test(text) && text.includes(' '),
  'a line of one space between double quotes': (text) =>
    text.includes('\n \n') && (/(?![\t\n])\p{Cc}/u.test(text) || /\n[\t ]+$/.test(text)),
};

export function isWrongInCdk8s(text: string): boolean {
  return Object.values(wrongInCdk8s).some((holds) => holds(text));
}

/** Trees of records, lists, texts, numbers, booleans and null, as a document has them. */
export function trees(text: fc.Arbitrary<string>, numbers: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const key = text.filter((name) => name !== '__proto__');
  const record = (value: fc.Arbitrary<unknown>) => fc.dictionary(key, value, { maxKeys: 5, noNullPrototype: true });
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      { weight: 5, arbitrary: text },
      { weight: 1, arbitrary: numbers },
      { weight: 1, arbitrary: fc.constantFrom(true, false, null) },
      { weight: 2, arbitrary: record(tie('node')) },
      { weight: 2, arbitrary: fc.array(tie('node'), { maxLength: 4 }) },
    ),
  }));
  return record(node);
}

/** Numbers that every reader reads alike. */
export const plainNumbers = fc.oneof(fc.integer(), fc.constantFrom(0, 0.5, -1.25, 1e6));

/** Numbers of every form. */
export const anyNumbers = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.bigInt(),
  fc.constantFrom(-0, 1e21, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53),
);

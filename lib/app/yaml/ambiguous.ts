/** Words that a reader of YAML 1.1 or 1.2 takes for null, a boolean, a merge key or a default value. */
const words = new Set([
  ...['~', 'null', 'Null', 'NULL', '=', '<<'],
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'],
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'],
]);

const longestWord = 5;

/** Every character of a number or a date, to pass over other texts quickly. */
const numeral = /^([-+.\d][-+.:\da-fA-FxXoOnNiItTZ_ \t]*|[eE][-+]?\d+)$/;

/** Numbers and dates of YAML 1.1, as cdk8s knows them. */
const yaml11 = oneOf(
  '[-+]?0b[01_]+',
  '[-+]?0[0-7_]+',
  '[-+]?0x[\\da-fA-F_]+',
  '[-+]?\\d[\\d_]*(:[0-5]?\\d)*',
  '[-+]?(\\d[\\d_]*)?\\.[\\d_]*',
  '[-+]?\\d[\\d_]*(:[0-5]?\\d)+\\.[\\d_]*',
  '[-+]?(\\d[\\d_]*)?(\\.[\\d_]*)?[eE][-+]?\\d+',
  '[-+]?\\.(inf|Inf|INF)',
  '\\.(nan|NaN|NAN)',
  '\\d{4}-\\d\\d?-\\d\\d?((t|T|[ \\t]+)\\d\\d?:\\d\\d?:\\d\\d?(\\.\\d+)?([ \\t]*(Z|[-+][012]?\\d(:\\d\\d)?))?)?',
);

/** Octal numbers of YAML 1.2, which cdk8s lets stand. */
const yaml12 = oneOf('[-+]?0o[0-7]+');

/** Numbers of Go alone: `0X1F`, `0b+1`; with underscores, once they are gone, `1e1_0`, `+_1`. */
const decimal = oneOf('[-+]?(\\.\\d+|\\d+\\.?\\d*)([eE][-+]?\\d+)?');
const integer = /^([-+]?)(0X[\dA-F]+|0B[01]+|0O[0-7]+)$/;
const largest: Readonly<Record<string, bigint>> = { '': 2n ** 64n - 1n, '+': 2n ** 63n - 1n, '-': 2n ** 63n };
const onlyUnderscores = oneOf('[-+]_+', '[-+]?0[oO]_+');

function oneOf(...patterns: readonly string[]): RegExp {
  return new RegExp(`^(${patterns.join('|')})$`);
}

/** Whether some reader of YAML 1.1 or 1.2 takes the text, without quotes, for something else than a text. */
export function ambiguous(text: string): boolean {
  if (text.length <= longestWord && words.has(text)) return true;
  if (!numeral.test(text)) return false;
  const bare = text.replaceAll('_', '');
  return yaml11.test(text) || yaml12.test(bare) || isGoNumber(bare) || onlyUnderscores.test(text);
}

/** Go takes for a text what is larger than its numbers. */
function isGoNumber(bare: string): boolean {
  if (decimal.test(bare)) return Number.isFinite(Number(bare));
  const [, sign = '', digits] = integer.exec(bare.replace(/^(0[bo])([-+])/, '$2$1').toUpperCase()) ?? [];
  return digits !== undefined && BigInt(digits) <= (largest[sign] ?? 0n);
}

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

/** Numbers of other readers, which cdk8s lets stand: `0o14`, `0X1F`; with underscores, once they are gone, `1e1_0`, `+_1`. */
const elsewhere = oneOf(
  '[-+]?0[xX][-+]?[\\da-fA-F]+',
  '[-+]?0[bB][-+]?[01]+',
  '[-+]?0[oO][-+]?[0-7]+',
  '[-+]?(\\.\\d+|\\d+\\.?\\d*)([eE][-+]?\\d+)?',
);
const onlyUnderscores = oneOf('[-+]_+', '[-+]?0[oO]_+');

function oneOf(...patterns: readonly string[]): RegExp {
  return new RegExp(`^(${patterns.join('|')})$`);
}

/** Whether some reader of YAML 1.1 or 1.2 takes the text, without quotes, for something else than a text. */
export function ambiguous(text: string): boolean {
  if (text.length <= longestWord && words.has(text)) return true;
  if (!numeral.test(text)) return false;
  return yaml11.test(text) || elsewhere.test(text.replaceAll('_', '')) || onlyUnderscores.test(text);
}

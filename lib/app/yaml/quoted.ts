/** Where a text stands. */
export interface Place {
  /** What its further lines start with. */
  readonly indent: string;
  /** Whether it is the key of a mapping. */
  readonly key: boolean;
}

/** A shorter text, quotes included, stays on one line. */
const longEnough = 40;

/** What JSON writes as it is, and a reader of YAML refuses or takes for the end of a line. */
const unreadable = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

const escapes = new Map([
  ['\u0000', '\\0'],
  ['\u0007', '\\a'],
  ['\u000b', '\\v'],
  ['\u001b', '\\e'],
  ['\u0085', '\\N'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(4, '0');
  return escapes.get(character) ?? (code.startsWith('00') ? `\\x${code.slice(2)}` : `\\u${code}`);
}

/** A text in quotes: single ones where it has double ones and no others. */
export function quoted(text: string, place: Place): string {
  const single = text.includes('"') && !text.includes("'") && !text.includes('\n');
  return single ? `'${text}'` : doubleQuoted(text, place);
}

/** A text in double quotes; a long one has its line ends as they are, each once more, which readers fold back. */
export function doubleQuoted(text: string, { indent, key }: Place): string {
  const json = JSON.stringify(text);
  const folds = !key && json.length >= longEnough;
  return json
    .replace(/\\u([\da-f]{4})|((?:\\n)+)(?!")|\\.| (?=\\n)/g, (match, code?: string, ends?: string, at = 0) => {
      if (code !== undefined) return escaped(String.fromCharCode(Number.parseInt(code, 16)));
      if (match === ' ') return '\\ ';
      if (ends === undefined || !folds) return match;
      return `\n${'\n'.repeat(ends.length / 2)}${indent}${losesSpace(json, at + match.length) ? '\\' : ''}`;
    })
    .replace(unreadable, escaped);
}

/** Whether a line starts with a space that readers would drop; cdk8s says so twice of one that is a line of its own. */
function losesSpace(json: string, at: number): boolean {
  return json[at] === ' ' && !json.startsWith('\\n', at + 1);
}

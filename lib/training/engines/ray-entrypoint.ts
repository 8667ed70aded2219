import type { Program } from '../launcher';

/** What every shell takes as it stands. */
const plain = /^[A-Za-z0-9_@%+=:,./-]+$/;
/** Kubernetes' own references: `$(NAME)` is a variable, `$$` one dollar. */
const references = /\$\$|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)/g;

/** A Python text of characters that no shell and no quoting touches: no quote, dollar, backtick, or two backslashes. */
function literal(text: string): string {
  const escaped = [...text].map((character) => {
    const code = character.codePointAt(0) as number;
    if (code === 10) return '\\n';
    const unsafe = code < 32 || '"\'\\$`!'.includes(character);
    return unsafe ? `\\x${code.toString(16).padStart(2, '0')}` : character;
  });
  return `"${escaped.join('')}"`;
}

/** One word as a Python expression, in which references are looked up where it runs. */
function expression(word: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const match of word.matchAll(references)) {
    parts.push(literal(word.slice(from, match.index)));
    const [whole, name] = match;
    parts.push(name === undefined ? literal('$') : `os.environ.get("${name}", ${literal(whole)})`);
    from = match.index + whole.length;
  }
  parts.push(literal(word.slice(from)));
  return parts.filter((part) => part !== '""').join(' + ') || '""';
}

/**
 * The program as Ray's entrypoint. It goes through the shell of the submitter, through `ray job submit`, which older
 * versions of Ray quote as on Windows, and through the shell of the head; Kubernetes may replace `$(...)` on the way. So a
 * word that is more than letters makes it a line of Python, whose text all of them leave alone.
 */
export function rayEntrypoint({ command = [], args = [] }: Program): string {
  const words = [...command, ...args];
  if (words.every((word) => plain.test(word))) return words.join(' ');
  return `python3 -c 'import os; words = [${words.map(expression).join(', ')}]; os.execvp(words[0], words)'`;
}

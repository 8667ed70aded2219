/** A text of several lines as a literal block; undefined where the last or all lines are of spaces: no reader keeps those. */
export function block(text: string, indent: string): string | undefined {
  if (/\n[\t ]+$|^\n*[\t ][\t\n ]*$/.test(text)) return undefined;
  const end = /[\n\t ]*$/.exec(text)?.[0] ?? '';
  const body = text.slice(0, text.length - end.length);
  const start = /^[ \n]*\n/.exec(body)?.[0] ?? '';
  const last = end.endsWith('\n') ? end.slice(0, -1) : end;
  return [
    `|${indentation(text)}${chomping(text, end)}\n${indent}`,
    start.replace(/\n+/g, `$&${indent}`),
    body.slice(start.length).replace(/\n+/g, `$&${indent}`),
    last.replace(/\n+(?!\n|$)/g, `$&${indent}`),
  ].join('');
}

/** Said where the first line starts with spaces, which a reader would count in, or with a tab, which Go refuses. */
function indentation(text: string): '' | '2' {
  const [before = ''] = /^[ \n]*/.exec(text) ?? [];
  return before.includes(' ') || text[before.length] === '\t' ? '2' : '';
}

/** How many of the last line ends belong to the text: none, one, or all as they stand. */
function chomping(text: string, end: string): '' | '-' | '+' {
  const first = end.indexOf('\n');
  if (first === -1) return '-';
  return text === end || first !== end.length - 1 ? '+' : '';
}

/** A text of several lines as a literal block; undefined where the last or all lines are of spaces: no reader keeps those. */
export function block(text: string, indent: string): string | undefined {
  const end = endOf(text);
  if (end === text ? /[\t ]/.test(text) : end.includes('\n') && !end.endsWith('\n')) return undefined;
  const [first, ...others] = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const lines = [`|${indentation(text)}${chomping(text, end)}`, indent + first];
  for (const line of others) lines.push(line === '' ? '' : indent + line);
  return lines.join('\n');
}

/** The spaces, tabs and line ends after the last other character. */
function endOf(text: string): string {
  let start = text.length;
  while (start > 0 && ' \t\n'.includes(text.charAt(start - 1))) start--;
  return text.slice(start);
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

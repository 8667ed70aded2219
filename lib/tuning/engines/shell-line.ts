const plain = /^[\w@%+=:,./-]+$/;

function quoted(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * A command as one line of shell. Katib writes words behind one another and leaves the line to a shell, so words must be
 * quoted; what Kubernetes would fill in for `$(NAME)` the shell fills in itself, for a value may hold a quote.
 */
export function shellLine(words: readonly string[], variables: ReadonlySet<string>): string {
  return words.map((word) => shellWord(word, variables)).join(' ');
}

function shellWord(word: string, variables: ReadonlySet<string>): string {
  const parts = word.split(/(\$\$|\$\(\w+\))/).filter((part) => part !== '');
  const written = parts.map((part) => {
    const name = /^\$\((\w+)\)$/.exec(part)?.[1] ?? '';
    return variables.has(name) ? `"$${name}"` : quoted(part);
  });
  return written.length === 0 ? "''" : written.join('');
}

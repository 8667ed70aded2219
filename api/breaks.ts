/** Symbols of a report, each with the lines of its declaration. */
function symbolsIn(report: string): ReadonlyMap<string, readonly string[]> {
  const blocks = report.matchAll(/^### (.+)\n\n```ts\n([\s\S]*?)\n```$/gm);
  return new Map([...blocks].map(([, name = '', text = '']) => [name, text.split('\n')]));
}

/** Lines of the released report that the present one does not have any more, by symbol: each may break a user. */
export function breaks(released: string, present: string): ReadonlyMap<string, readonly string[]> {
  const now = symbolsIn(present);
  const gone = [...symbolsIn(released)].map(([name, lines]) => {
    const left = [...(now.get(name) ?? [])];
    const lost = lines.filter((line) => {
      const index = left.indexOf(line);
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
    return [name, lost] as const;
  });
  return new Map(gone.filter(([, lost]) => lost.length > 0));
}

/** Symbols of the accepted list, each with its reason. */
export function accepted(list: string): ReadonlyMap<string, string> {
  return new Map([...list.matchAll(/^- `([^`]+)`: (.+)$/gm)].map(([, name = '', reason = '']) => [name, reason]));
}

/** What is wrong: a break that nobody accepted, or an acceptance of none. */
export function complaints(released: string, present: string, list: string): readonly string[] {
  const broken = breaks(released, present);
  const names = accepted(list);
  return [
    ...[...broken]
      .filter(([name]) => !names.has(name))
      .map(([name, lost]) => `${name} lost since the last release:\n  ${lost.join('\n  ')}`),
    ...[...names.keys()].filter((name) => !broken.has(name)).map((name) => `${name} is accepted and breaks nothing`),
  ];
}

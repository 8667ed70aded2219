/** The known name that `word` most likely meant; undefined when none is within two letters. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const near = known.map((name) => [distance(word, name), name] as const).sort(([a], [b]) => a - b)[0];
  return near !== undefined && near[0] <= 2 ? near[1] : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1]?.toLowerCase() === b[j - 1]?.toLowerCase() ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** A text inside the quotes of a PromQL matcher. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Bounds of a histogram are text in the label `le`: 1 second is `1`, `1.0` or `1e+00`, by library. */
export function bucketPattern(bound: number): string {
  const text = String(bound).replace('.', '\\\\.');
  return Number.isInteger(bound) ? `${text}(\\\\.0)?` : text;
}

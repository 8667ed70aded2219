import type { Run } from './processes';

/** A table in Markdown, its columns aligned so that a terminal shows it well too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function time(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** Time from start to end, CPU time and peak memory of a process. */
export function figures({ seconds, cpu, peak }: Run): string {
  const parts = [time(seconds), cpu === undefined ? '' : time(cpu), peak === undefined ? '' : `${Math.round(peak)} MB`];
  return parts.filter((part) => part !== '').join(' / ');
}

/** How many times the CPU time of another one's is ours, or the time where that is not known. */
export function ratio(other: Run, ours: Run): string {
  const known = other.cpu !== undefined && ours.cpu !== undefined;
  const [theirs, own] = known ? [other.cpu, ours.cpu] : [other.seconds, ours.seconds];
  return `${(theirs / own).toFixed(1)} x`;
}

import type { Field } from '../problems';
import { readQuery } from './read-query';

/** A query must be PromQL, and read only series that something exports or records. */
export function checkQuery(expr: string, series: ReadonlySet<string>, field: Field): void {
  const query = readQuery(expr);
  if (query.problem !== undefined) {
    field.problem('bad-query', { got: expr, allowed: 'PromQL', remedy: `it ${query.problem}` });
    return;
  }
  for (const name of query.series.filter((read) => !series.has(read))) {
    const stem = name.replace(/_(bucket|count|sum|total)$/, '');
    const near = [...series].filter((candidate) => candidate.startsWith(stem) || name.startsWith(candidate));
    field.problem('unknown-metric', {
      got: name,
      allowed: near.length > 0 ? `exported: ${near.join(', ')}` : 'a metric that a watched construct declares',
      remedy: `correct the name, or declare it: metrics: { names: ['${name}'] }`,
    });
  }
}

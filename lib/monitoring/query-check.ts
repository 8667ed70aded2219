import type { Field } from '../problems';
import { readQuery } from './promql';
import { isAlert, type Panel, type Rule } from './rules';

/** Every query must be PromQL, and read only what something exports or a rule records. @returns what the rules record */
export function checkQueries(
  rules: readonly Rule[],
  panels: readonly Panel[],
  known: ReadonlySet<string>,
  field: Field,
): readonly string[] {
  const recorded = rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record]));
  const series = new Set([...known, ...recorded]);
  for (const [index, rule] of rules.entries()) checkQuery(rule.expr, series, field.at('rules').at(index).at('expr'));
  for (const [index, { queries }] of panels.entries()) {
    for (const [query, { expr }] of queries.entries()) {
      checkQuery(expr, series, field.at('panels').at(index).at('queries').at(query).at('expr'));
    }
  }
  return recorded;
}

function checkQuery(expr: string, series: ReadonlySet<string>, field: Field): void {
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

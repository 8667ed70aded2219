import type { Field } from '../problems';
import { checkQuery } from '../promql/check-query';
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

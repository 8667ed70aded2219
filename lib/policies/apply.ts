import type { FinishedObject } from '../app/finished';
import { Kinds } from '../kinds/kinds';
import { Field, type Problem } from '../problems';
import type { Policy } from './policy';
import { type Waiver, waiverProblems } from './waiver';

/** Every break of a policy that no waiver covers, and every waiver that is none. */
export function applyPolicies(
  policies: readonly Policy[],
  finished: readonly FinishedObject[],
  today?: string,
): readonly Problem[] {
  const environments = new Set(finished.flatMap(({ environment }) => (environment === undefined ? [] : [environment])));
  const rules = policies.map(({ name }) => name);
  const waivers = [...environments].flatMap(({ name, waivers: own = [] }) => waiverProblems(own, rules, today, name));
  return [...waivers, ...finished.flatMap((object) => violations(policies, object))];
}

function violations(policies: readonly Policy[], object: FinishedObject): readonly Problem[] {
  const { json, path, environment } = object;
  const title = `${json.kind}/${json.metadata.name}`;
  const field = Field.of(path);
  for (const { name, check, why } of policies) {
    if (environment?.waivers?.some((waiver) => covers(waiver, name, title))) continue;
    for (const { got, allowed, remedy } of check(object, Kinds.of(json))) {
      field.problem('policy-violation', {
        got: `${title}: ${got}`,
        allowed: `${allowed} (${name}: ${why})`,
        remedy: `${remedy}; or waive it: { rule: '${name}', objects: ['${title}'], reason: '...', expires: 'YYYY-MM-DD' }`,
      });
    }
  }
  return field.problems;
}

function covers({ rule, objects }: Waiver, name: string, title: string): boolean {
  return rule === name && (objects === undefined || objects.includes(title));
}

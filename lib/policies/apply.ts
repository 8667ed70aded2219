import type { KubernetesObject } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import { Kinds } from '../kinds/kinds';
import { Field, type Problem } from '../problems';
import type { Policy, Violation } from './policy';
import { type Waiver, waiverProblems } from './waiver';

/** Every waiver of these environments that is none. */
export function checkWaivers(
  policies: readonly Policy[],
  environments: Iterable<{ readonly name: string; readonly waivers?: readonly Waiver[] }>,
  today?: string,
): readonly Problem[] {
  const rules = policies.map(({ name }) => name);
  return [...environments].flatMap(({ name, waivers = [] }) => waiverProblems(waivers, rules, today, name));
}

/** Every break of a policy by one object that no waiver covers. */
export function violations(policies: readonly Policy[], object: FinishedObject): readonly Problem[] {
  const kind = Kinds.of(object.json);
  const waivers = object.environment?.waivers ?? [];
  return policies.flatMap((policy) => {
    const found = policy.check(object, kind);
    return found.length === 0 || waivers.some((waiver) => covers(waiver, policy, object))
      ? []
      : found.map((violation) => problem(policy, object, violation));
  });
}

function problem({ name, why }: Policy, { json, path }: FinishedObject, { got, allowed, remedy }: Violation): Problem {
  const title = titleOf(json);
  const field = Field.of(path);
  field.problem('policy-violation', {
    got: `${title}: ${got}`,
    allowed: `${allowed} (${name}: ${why})`,
    remedy: `${remedy}; or waive it: { rule: '${name}', objects: ['${title}'], reason: '...', expires: 'YYYY-MM-DD' }`,
  });
  return field.problems[0] as Problem;
}

function covers({ rule, objects }: Waiver, { name }: Policy, { json }: FinishedObject): boolean {
  return rule === name && (objects === undefined || objects.includes(titleOf(json)));
}

function titleOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}

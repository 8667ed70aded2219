import { Field, type Problem } from '../problems';

/** A break of a policy that somebody accepted, until a date. */
export interface Waiver {
  /** Name of the rule. */
  readonly rule: string;
  /** Why it is accepted. */
  readonly reason: string;
  /** Last day on which it holds, as `2027-03-31`. */
  readonly expires: string;
  /** Objects that it covers, as `Deployment/legacy-api`. @default every object of the environment */
  readonly objects?: readonly string[];
}

/** Why waivers do not hold: no such rule, no reason, no date, or a date that has passed. */
export function waiverProblems(
  waivers: readonly Waiver[],
  rules: readonly string[],
  today: string | undefined,
  environment: string,
): readonly Problem[] {
  const field = Field.of(environment).at('waivers');
  for (const [index, { rule, reason, expires }] of waivers.entries()) {
    const at = (key: string, got: unknown, allowed: string, remedy: string) =>
      field.at(index).at(key).problem('bad-waiver', { got, allowed, remedy });
    if (!rules.includes(rule)) at('rule', rule, rules.join(', '), 'name a rule');
    if (typeof reason !== 'string' || reason.trim() === '') at('reason', reason, 'a reason', 'say why it is accepted');
    if (!isDate(expires)) at('expires', expires, 'a date such as 2027-03-31', 'correct the date');
    else if (today !== undefined && expires < today)
      at('expires', expires, `${today} or later`, 'mend the cause, or renew the waiver');
  }
  return field.problems;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

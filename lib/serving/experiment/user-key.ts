import { type Check, made } from '../../shape';
import { type Value, value } from '../../value';

/** What tells users apart; made by `byHeader()` or `byCookie()`. */
export type UserKey = Value<{ readonly in: 'header' | 'cookie'; readonly name: string }>;

/** A header that callers send with each request of a user. */
export function byHeader(name: string): UserKey {
  return value('user key', { in: 'header', name } as const);
}

/** A cookie that the user's browser has already. */
export function byCookie(name: string): UserKey {
  return value('user key', { in: 'cookie', name } as const);
}

const names = {
  header: { form: /^[A-Za-z0-9-]+$/, allowed: 'letters, digits and -' },
  cookie: { form: /^[A-Za-z0-9_]+$/, allowed: 'letters, digits and _' },
} as const;

export const userKey: Check<UserKey> = (candidate, field) => {
  const before = field.problems.length;
  made<UserKey>('user key', "byHeader('x-user-id') or byCookie('uid')")(candidate, field);
  if (field.problems.length > before) return;
  const { form, allowed } = names[candidate.in];
  if (form.test(candidate.name)) return;
  field.problem('bad-name', { got: candidate.name, allowed, remedy: `rename the ${candidate.in}` });
};

/** The variable of nginx that holds it. */
export function userVariable({ in: place, name }: UserKey): string {
  return place === 'header' ? `$http_${name.toLowerCase().replaceAll('-', '_')}` : `$cookie_${name}`;
}

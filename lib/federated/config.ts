import { type Check, mapOf, wrongType } from '../shape';

/** Settings of the program that is federated, by name. */
export type FederationConfig = Readonly<Record<string, string | number | boolean>>;

const key: Check<string> = (name, field) => {
  if (/^[A-Za-z][\w.-]*$/.test(name)) return;
  field.problem('bad-name', { got: name, allowed: "letters, digits, '.', '_' and '-'", remedy: 'rename the setting' });
};

const setting: Check<string | number | boolean> = (value, field) => {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return;
  if (typeof value !== 'string') wrongType(field, value, 'a text, a number, true or false');
  else if (/["\\\p{Cc}]/u.test(value)) {
    field.problem('not-allowed', {
      got: value,
      allowed: 'a text of one line without quotation marks, backslashes and control characters',
      remedy: 'put it in a file of the program',
    });
  }
};

export const federationConfig: Check<FederationConfig> = mapOf(setting, key);

import { secretLike, secretText } from '../secret-names';
import { type Check, text, wrongType } from '../shape';

/** Schemes in which a name before an @ is that of a place. */
const namesPlaces: ReadonlySet<string> = new Set(['abfs', 'abfss', 'wasb', 'wasbs', 'hf']);
const signatures: ReadonlySet<string> = new Set(['sig', 'signature', 'x-amz-signature', 'x-goog-signature']);

/** Whether an address holds what only a Secret may: a password, a token, a signature. */
export function secretInAddress(address: string): boolean {
  const [, scheme, user] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^\s/?#@]+)@/i.exec(address) ?? [];
  if (user?.includes(':') || (scheme !== undefined && !namesPlaces.has(scheme.toLowerCase()))) return true;
  const asked = [...address.matchAll(/[?&]([^=&#]+)=./g)].map(([, name = '']) => name.toLowerCase());
  return asked.some((name) => signatures.has(name) || secretLike(name)) || secretText(address);
}

/** The check of an address that everybody may read: one with a secret in it is refused, and not shown. */
export function openAddress<Address extends string>(check: Check<Address>): Check<Address> {
  return (candidate, field) => {
    if (typeof candidate !== 'string' || !secretInAddress(candidate)) return check(candidate, field);
    field.problem('secret-value', {
      got: 'an address with a secret in it, which is not shown',
      allowed: 'an address without user, password or signature',
      remedy: 'take it out, and give the secret by reference',
    });
  };
}

/** Address of something that speaks HTTP. */
export const webAddress: Check<string> = openAddress((candidate, field) => {
  text(candidate, field);
  if (typeof candidate !== 'string' || candidate === '' || /^https?:\/\/[^/\s]/.test(candidate)) return;
  wrongType(field, candidate, 'an address with http(s)://');
});

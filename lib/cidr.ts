import { isIP } from 'node:net';
import type { Check } from './shape';

const longest = { 0: -1, 4: 32, 6: 128 } as Readonly<Record<number, number>>;

function isCidr(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
  return Number(length) <= (longest[isIP(address)] ?? -1);
}

/** A block of addresses, such as `203.0.113.0/24`. @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors */
export const cidr: Check<string> = (value, field) => {
  if (isCidr(value)) return;
  field.problem('not-allowed', {
    got: value,
    allowed: 'a CIDR such as 203.0.113.0/24',
    remedy: 'give addresses: network policies know no host names',
  });
};

import type { Check } from './shape';

const octet = /^(0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/;

/** Longest prefix of an address; below any where it is none. `node:net` would be loaded for this alone. */
function longestPrefix(address: string): number {
  const parts = address.split('.');
  if (parts.length === 4 && parts.every((part) => octet.test(part))) return 32;
  return /^[\da-fA-F:.]+$/.test(address) && URL.canParse(`http://[${address}]/`) ? 128 : -1;
}

function isCidr(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
  return Number(length) <= longestPrefix(address);
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

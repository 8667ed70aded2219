import type { Check } from './shape';

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** A DNS label (RFC 1123), as names of objects, ports and pools are. */
export const dnsName: Check<string> = (value, field) => {
  if (typeof value !== 'string' || !dnsLabel.test(value)) {
    field.problem('bad-name', {
      got: value,
      allowed: "lower-case letters, digits and '-', starting and ending with a letter or digit",
      remedy: 'rename it',
    });
  } else if (value.length > 63) {
    field.problem('name-too-long', { got: value, allowed: 'at most 63 characters', remedy: 'shorten it' });
  }
};

const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A DNS subdomain, as host names are. */
export const hostName: Check<string> = (value, field) => {
  if (typeof value !== 'string' || value.length > 253 || !dnsSubdomain.test(value.replace(/^\*\./, ''))) {
    field.problem('bad-name', { got: value, allowed: 'a host name', remedy: 'give a name such as prices.example.com' });
  }
};

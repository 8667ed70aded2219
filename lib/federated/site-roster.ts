import { dnsName } from '../names';
import { type Check, mapOf, text } from '../shape';

/** The sites that may take part: public key by name, as `ssh-keygen -t ecdsa -b 384` writes it. */
export type SiteRoster = Readonly<Record<string, string>>;

const ecdsa = /^ecdsa-sha2-nistp(256|384|521) [A-Za-z0-9+/]+={0,2}( .*)?$/;

const publicKey: Check<string> = (key, field) => {
  const before = field.problems.length;
  text(key, field);
  if (field.problems.length > before || ecdsa.test(key)) return;
  field.problem(key.includes('PRIVATE KEY') ? 'secret-value' : 'not-allowed', {
    got: 'a text that is not shown',
    allowed: "a public key such as 'ecdsa-sha2-nistp384 AAAA...'",
    remedy: 'give the .pub file that ssh-keygen -t ecdsa -b 384 wrote; the private key stays with the site',
  });
};

/** At least one site, and a key of its own for each: who has the key is the site. */
export const siteRoster: Check<SiteRoster> = (sites, field) => {
  const before = field.problems.length;
  mapOf(publicKey, dnsName)(sites, field);
  if (field.problems.length > before) return;
  const names = Object.keys(sites);
  if (names.length === 0) {
    field.problem('out-of-range', { got: sites, allowed: 'at least one site', remedy: 'name a site with its key' });
  }
  const owners = new Map<string, string>();
  for (const name of names) {
    const key = bareKey(sites[name] ?? '');
    const owner = owners.get(key);
    owners.set(key, owner ?? name);
    if (owner === undefined) continue;
    field.at(name).problem('not-allowed', {
      got: `the key of ${owner}`,
      allowed: 'a key of its own for each site',
      remedy: 'make another key pair at the site',
    });
  }
};

/** The key without the comment, which often names a person and a machine. */
export function bareKey(key: string): string {
  return key.split(' ', 2).join(' ');
}

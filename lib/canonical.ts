import { createHash } from 'node:crypto';

/** JSON with sorted keys and without undefined: equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : entry,
  );
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Eight characters of the SHA-256 of a value, without vowels so that no word appears. */
export function shortHash(value: unknown): string {
  let number = BigInt(`0x${createHash('sha256').update(canonicalJson(value)).digest('hex')}`);
  let hash = '';
  for (let index = 0; index < 8; index++) {
    hash += alphabet[Number(number % BigInt(alphabet.length))];
    number /= BigInt(alphabet.length);
  }
  return hash;
}

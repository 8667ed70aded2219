import type { Quantities } from '../../imports/kubernetes';
import { canonicalQuantity, parseQuantity } from '../quantity';

/** Quantities by resource, in thousandths, exact. */
export type Amounts = ReadonlyMap<string, bigint>;

export const nothing: Amounts = new Map();

/** An app has few different quantities, in many places. */
const parsed = new Map<string, bigint>();

/** One that Kubernetes could not read counts as none. */
function parse(quantity: string): bigint {
  const known = parsed.get(quantity);
  if (known !== undefined) return known;
  const amount = parseQuantity(quantity) ?? 0n;
  parsed.set(quantity, amount);
  return amount;
}

/** Wire quantities as amounts; later ones win. */
export function amounts(...all: readonly (Quantities | undefined)[]): Amounts {
  const result = new Map<string, bigint>();
  for (const quantities of all) {
    for (const resource in quantities) result.set(resource, parse(String(quantities[resource])));
  }
  return result;
}

function merged(all: readonly Amounts[], merge: (a: bigint, b: bigint) => bigint): Amounts {
  const some = all.filter(({ size }) => size > 0);
  if (some.length < 2) return some[0] ?? nothing;
  const result = new Map<string, bigint>();
  for (const each of some) {
    for (const [resource, amount] of each) result.set(resource, merge(result.get(resource) ?? 0n, amount));
  }
  return result;
}

export function sum(...all: readonly Amounts[]): Amounts {
  return merged(all, (a, b) => a + b);
}

/** Of each resource the most that one of them has. */
export function greatest(...all: readonly Amounts[]): Amounts {
  return merged(all, (a, b) => {
    if (a > b) return a;
    return b;
  });
}

export function times(some: Amounts, count: number): Amounts {
  return new Map([...some].map(([resource, amount]) => [resource, amount * BigInt(count)]));
}

/** An amount as people write it: bytes with a binary suffix, everything else decimal. */
export function shown(resource: string, amount: bigint): string {
  const bytes = /memory|storage/.test(resource) && amount % 1000n === 0n && (amount / 1000n) % 1024n === 0n;
  if (bytes) return canonicalQuantity(`${amount / 1000n / 1024n}Ki`);
  return amount % 1000n === 0n ? `${amount / 1000n}` : `${amount}m`;
}

import type { Quantities } from '../../imports/kubernetes';
import { canonicalQuantity, parseQuantity } from '../quantity';

/** Quantities by resource, in thousandths, exact. */
export type Amounts = ReadonlyMap<string, bigint>;

export const nothing: Amounts = new Map();

/** Wire quantities as amounts; one that Kubernetes could not read counts as none. */
export function amounts(quantities: Quantities = {}): Amounts {
  return new Map(
    Object.entries(quantities).map(([resource, quantity]) => [resource, parseQuantity(String(quantity)) ?? 0n]),
  );
}

function merged(all: readonly Amounts[], merge: (a: bigint, b: bigint) => bigint): Amounts {
  const result = new Map<string, bigint>();
  for (const some of all) {
    for (const [resource, amount] of some) result.set(resource, merge(result.get(resource) ?? 0n, amount));
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

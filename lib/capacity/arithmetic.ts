import { title } from '../app/checks/app-check';
import { shown } from './amounts';
import type { Demand } from './demand';

/** One addend of a sum: so many times so much of one object. */
export interface Addend {
  readonly of: string;
  readonly count: string;
  readonly each: bigint;
  readonly total: bigint;
}

/** What the pods of a demand add to a resource. */
export function podsOfDemand({ object, pods, because }: Demand, each: bigint): Addend {
  return {
    of: title(object),
    count: because === String(pods) ? because : `(${because})`,
    each,
    total: each * BigInt(pods),
  };
}

/** Addends that are written out; the rest is one sum. */
const most = 5;

/** The sum in words, the largest addends first: `(12 + 3 for a rollout) x 500m of Deployment 'a' + ... = 8500m`. */
export function arithmetic(resource: string, addends: readonly Addend[]): string {
  const sorted = [...addends].sort((a, b) => (a.total < b.total ? 1 : a.total > b.total ? -1 : a.of < b.of ? -1 : 1));
  const rest = sorted.slice(most);
  const total = totalOf(addends);
  const written = sorted.slice(0, most).map(({ of, count, each }) => `${count} x ${shown(resource, each)} of ${of}`);
  if (rest.length > 0) written.push(`${shown(resource, totalOf(rest))} of ${rest.length} more`);
  return `${written.join(' + ')} = ${shown(resource, total)}`;
}

export function totalOf(addends: readonly Addend[]): bigint {
  return addends.reduce((sum, { total }) => sum + total, 0n);
}

/** A count with its noun: `1 node`, `2 nodes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

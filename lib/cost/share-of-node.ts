import { type Amounts, amounts } from '../capacity/amounts';
import { nodeCapacity } from '../capacity/node-capacity';
import type { NodePool } from '../platform/node-pool';
import type { PodSize, Serverless } from '../platform/serverless';
import { parseQuantity } from '../quantity';

/** The part of a node that a pod pays for: that of the resource of which it takes most. */
export function shareOfNode(requests: Amounts, pool: NodePool): number {
  const capacity = nodeCapacity(pool);
  const paid = pool.serverless === undefined ? requests : sizeFor(requests, pool.serverless);
  const shares = [...paid].flatMap(([resource, amount]) => {
    const has = capacity.get(resource) ?? 0n;
    return has === 0n ? [] : [Number(amount) / Number(has)];
  });
  return Math.min(1, Math.max(0, ...shares));
}

/** The smallest size of a pod without nodes that holds it; what the platform keeps of it included. */
function sizeFor(requests: Amounts, { sizes = [], reserved }: Serverless): Amounts {
  const memory = (requests.get('memory') ?? 0n) + bytes(reserved ?? '0');
  const fitting = sizes
    .filter(({ cpu, memory: { most } }) => bytes(cpu) >= (requests.get('cpu') ?? 0n) && bytes(most) >= memory)
    .map(({ cpu, memory: range }) => amounts({ cpu, memory: `${stepped(memory, range) / 1000n}` }));
  const [smallest] = fitting.sort((a, b) => compare(a, b, 'cpu') || compare(a, b, 'memory'));
  return smallest ?? requests;
}

function bytes(quantity: string): bigint {
  return parseQuantity(quantity) ?? 0n;
}

/** From the least on in steps. */
function stepped(memory: bigint, { least, step }: PodSize['memory']): bigint {
  const [from, by] = [bytes(least), bytes(step)];
  if (memory <= from) return from;
  return from + ((memory - from + by - 1n) / by) * by;
}

function compare(a: Amounts, b: Amounts, resource: string): number {
  return Number((a.get(resource) ?? 0n) - (b.get(resource) ?? 0n));
}

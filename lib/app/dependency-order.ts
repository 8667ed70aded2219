import type { IConstruct } from 'constructs';
import { Field, type Problem } from '../problems';
import { DependencyGraph } from './dependency-graph';
import { SmallestFirst } from './smallest-first';

/** Objects by rank, but none before what it depends on (Kahn's algorithm); a circle of dependencies is a problem. */
export function inDependencyOrder<T extends { readonly construct: IConstruct }>(
  root: IConstruct,
  ranked: readonly T[],
  dependents: readonly IConstruct[],
): { readonly ordered: readonly T[]; readonly problems: readonly Problem[] } {
  if (dependents.length === 0) return { ordered: ranked, problems: [] };
  const graph = new DependencyGraph(
    root,
    ranked.map(({ construct }) => construct),
    dependents,
  );
  const waits = waitsFor(graph);
  const order: number[] = [];
  const late = new SmallestFirst();
  let rank = 0;
  const open = (gates: number[]): void => {
    for (let next = gates.pop(); next !== undefined; next = gates.pop()) {
      for (const follower of graph.after(next)) {
        waits[follower] = (waits[follower] as number) - 1;
        if (waits[follower] !== 0) continue;
        if (follower >= ranked.length) gates.push(follower);
        else if (follower < rank) late.add(follower);
      }
    }
  };
  open([...waits.keys()].filter((number) => number >= ranked.length && waits[number] === 0));
  for (; rank < ranked.length; rank++) {
    let free = waits[rank] === 0 ? rank : undefined;
    for (; free !== undefined; free = late.take()) {
      order.push(free);
      open([free]);
    }
  }
  if (order.length < ranked.length) return { ordered: ranked, problems: circle(graph, waits) };
  return { ordered: order.map((index) => ranked[index] as T), problems: [] };
}

function waitsFor(graph: DependencyGraph): Int32Array {
  const waits = new Int32Array(graph.size);
  for (let number = 0; number < graph.size; number++) {
    for (const follower of graph.after(number)) waits[follower] = (waits[follower] as number) + 1;
  }
  return waits;
}

/** One circle among the numbers that still wait: each waits for another one of them. */
function circle(graph: DependencyGraph, waits: Int32Array): readonly Problem[] {
  const before = new Map<number, number>();
  for (let number = 0; number < graph.size; number++) {
    if (waits[number] === 0) continue;
    for (const follower of graph.after(number)) if (waits[follower] !== 0) before.set(follower, number);
  }
  const seen = new Map<number, number>();
  const walked: number[] = [];
  let number = before.keys().next().value;
  while (number !== undefined && !seen.has(number)) {
    seen.set(number, walked.push(number) - 1);
    number = before.get(number);
  }
  const paths = walked.slice(seen.get(number as number)).map((at) => graph.path(at));
  const around = paths.filter((path, index) => path !== paths.at(index - 1));
  const field = Field.of(around[0] ?? '');
  field.problem('dependency-cycle', {
    got: [...around, around[0]].join(' waits for '),
    allowed: 'dependencies that an order can keep',
    remedy: 'remove one of them',
  });
  return field.problems;
}

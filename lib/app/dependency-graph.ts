import type { IConstruct } from 'constructs';
import { Preorder } from './preorder';

type Gates = Map<IConstruct, number>;

/**
 * Who comes after whom, as numbers: objects by their rank, and then gates. A construct that waits has a gate that opens
 * before its objects, one that is waited for has a gate that opens after them; so a dependency between constructs of
 * many objects is one edge, not one for each pair.
 */
export class DependencyGraph {
  private readonly constructs: IConstruct[];
  private readonly followers: number[][];
  private readonly ranks: ReadonlyMap<IConstruct, number>;
  private readonly opening: Gates = new Map();
  private readonly closing: Gates = new Map();

  /** @param objects in the order of their ranks @param dependents constructs that wait for others */
  constructor(root: IConstruct, objects: readonly IConstruct[], dependents: readonly IConstruct[]) {
    this.constructs = [...objects];
    this.followers = objects.map(() => []);
    this.ranks = new Map(objects.map((object, rank) => [object, rank]));
    const tree = new Preorder(root);
    for (const dependent of dependents) {
      for (const target of dependent.node.dependencies) {
        if (target !== dependent && tree.includes(target)) this.depend(dependent, target, tree);
      }
    }
    this.connect(tree);
  }

  /** How many numbers there are. */
  get size(): number {
    return this.constructs.length;
  }

  /** What comes after a number. */
  after(number: number): readonly number[] {
    return this.followers[number] ?? [];
  }

  /** Path of the construct that a number stands for. */
  path(number: number): string {
    return this.constructs[number]?.node.path ?? '';
  }

  /** Between a construct and a part of it, what counts is the construct without that part. */
  private depend(dependent: IConstruct, target: IConstruct, tree: Preorder): void {
    const first = tree.isBelow(dependent, target)
      ? this.beside(dependent, target, this.closing)
      : [this.gate(this.closing, target)];
    const then = tree.isBelow(target, dependent)
      ? this.beside(target, dependent, this.opening)
      : [this.gate(this.opening, dependent)];
    for (const before of first) for (const after of then) this.edge(before, after);
  }

  /** Everything in `whole` but `part` and what is below it. */
  private beside(part: IConstruct, whole: IConstruct, gates: Gates): readonly number[] {
    const numbers: number[] = [];
    for (let inner = part; inner !== whole; ) {
      const outer = inner.node.scope as IConstruct;
      const own = this.ranks.get(outer);
      if (own !== undefined) numbers.push(own);
      for (const child of outer.node.children) if (child !== inner) numbers.push(this.gate(gates, child));
      inner = outer;
    }
    return numbers;
  }

  /** The gates of a construct stand before and after everything below it. */
  private connect(tree: Preorder): void {
    const opened: (number | undefined)[] = [];
    const closed: (number | undefined)[] = [];
    for (const [index, construct] of tree.constructs.entries()) {
      const parent = tree.parent(index);
      const rank = this.ranks.get(construct);
      opened[index] = this.inside(opened[parent], this.opening.get(construct), rank, (outer, inner) =>
        this.edge(outer, inner),
      );
      closed[index] = this.inside(closed[parent], this.closing.get(construct), rank, (outer, inner) =>
        this.edge(inner, outer),
      );
    }
  }

  /** Joins a gate to the one around it, and an object to the nearest, which is returned. */
  private inside(
    outer: number | undefined,
    own: number | undefined,
    rank: number | undefined,
    join: (outer: number, inner: number) => void,
  ) {
    if (outer !== undefined && own !== undefined) join(outer, own);
    const nearest = own ?? outer;
    if (nearest !== undefined && rank !== undefined) join(nearest, rank);
    return nearest;
  }

  private gate(gates: Gates, construct: IConstruct): number {
    const known = gates.get(construct);
    if (known !== undefined) return known;
    const number = this.constructs.push(construct) - 1;
    this.followers.push([]);
    gates.set(construct, number);
    return number;
  }

  private edge(before: number, after: number): void {
    this.followers[before]?.push(after);
  }
}

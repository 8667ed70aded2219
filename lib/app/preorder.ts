import type { IConstruct } from 'constructs';

/** The constructs of a tree, parents first, and where each begins and ends in that order. */
export class Preorder {
  readonly constructs: readonly IConstruct[];
  private readonly begins = new Map<IConstruct, number>();
  private readonly ends: readonly number[];

  constructor(root: IConstruct) {
    const constructs: IConstruct[] = [];
    const ahead = [root];
    for (let construct = ahead.pop(); construct !== undefined; construct = ahead.pop()) {
      this.begins.set(construct, constructs.push(construct) - 1);
      for (const child of construct.node.children) ahead.push(child);
    }
    const ends = constructs.map((_construct, index) => index);
    for (let index = ends.length - 1; index > 0; index--) {
      const parent = this.parent(index, constructs);
      ends[parent] = Math.max(ends[parent] as number, ends[index] as number);
    }
    this.constructs = constructs;
    this.ends = ends;
  }

  /** The place of a parent; of the root, the root's own. */
  parent(index: number, constructs: readonly IConstruct[] = this.constructs): number {
    return this.begins.get(constructs[index]?.node.scope as IConstruct) ?? 0;
  }

  includes(construct: IConstruct): boolean {
    return this.begins.has(construct);
  }

  isBelow(part: IConstruct, whole: IConstruct): boolean {
    const [inner, outer] = [this.begins.get(part) ?? -1, this.begins.get(whole) ?? 0];
    return outer < inner && inner <= (this.ends[outer] as number);
  }
}

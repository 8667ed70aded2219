/** The least and the most of something. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

export const none: Bounds = { least: 0, most: 0 };

export function both(a: Bounds, b: Bounds): Bounds {
  return { least: a.least + b.least, most: a.most + b.most };
}

export function scaledBy({ least, most }: Bounds, factor: Bounds): Bounds {
  return { least: least * factor.least, most: most * factor.most };
}

/** Sums of bounds by name. */
export function byName(all: readonly (readonly [string, Bounds])[]): Readonly<Record<string, Bounds>> {
  const sums = new Map<string, Bounds>();
  for (const [name, bounds] of all) sums.set(name, both(sums.get(name) ?? none, bounds));
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

import type { Container, KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { Kind, PodsAt } from './kind';

/** Pods of one template in an object. */
export interface PodSet {
  readonly template: Partial<PodTemplate>;
  /** Pods that run at once. */
  readonly count: number;
  /** The most that a controller of its own makes of them. */
  readonly most: number;
  /** Pods of this template for one of the count. */
  readonly each: number;
  /** Its container that stands apart. */
  readonly main?: Partial<Container>;
  readonly at: PodsAt;
}

const split = new Map<string, readonly string[]>();

/** The keys of a pointer; the same few are asked for again and again. */
function keysOf(pointer: string): readonly string[] {
  const known = split.get(pointer);
  if (known !== undefined) return known;
  const keys = pointer.split('/').slice(1);
  split.set(pointer, keys);
  return keys;
}

/** What stands at a JSON pointer without `*`; undefined where nothing does. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const key of keysOf(pointer)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** What stands at a JSON pointer, in which `*` stands for each item of a list and `~1` for `/`; absent values are left out. */
export function valuesAt(root: unknown, pointer: string): readonly unknown[] {
  let values: readonly unknown[] = [root];
  for (const key of keysOf(pointer)) {
    values = values.flatMap((value) => {
      if (key === '*') return Array.isArray(value) ? value : [];
      return typeof value === 'object' && value !== null
        ? [(value as Record<string, unknown>)[key.replaceAll('~1', '/')]]
        : [];
    });
  }
  return values.filter((value) => value !== undefined);
}

/** The last answer: every policy asks for the same object in turn. */
let last: { readonly object: KubernetesObject; readonly kind: Kind; readonly pods: readonly PodSet[] } | undefined;

/** The pods of an object, where its kind has any. */
export function podsOf(object: KubernetesObject, kind: Kind): readonly PodSet[] {
  if (kind.pods.length === 0) return [];
  if (last?.object !== object || last.kind !== kind) {
    last = { object, kind, pods: kind.pods.flatMap((place) => podsAt(object, place)) };
  }
  return last.pods;
}

function podsAt(object: KubernetesObject, at: PodsAt): readonly PodSet[] {
  const star = at.template.lastIndexOf('/*/') + 2;
  const holders = star < 2 ? [object] : valuesAt(object, at.template.slice(0, star));
  const below = (pointer: string) => (star < 2 ? pointer : pointer.slice(star));
  return holders.flatMap((holder) => {
    const found = valueAt(holder, below(at.template));
    if (found === undefined) return [];
    const number = (pointer: string | undefined, otherwise: number) => {
      const value = pointer === undefined ? undefined : valueAt(holder, below(pointer));
      return typeof value === 'number' ? value : otherwise;
    };
    const each = at.group === undefined ? 1 : Math.max(0, number(at.group, 1) - 1);
    const count = number(at.count, 1);
    const main =
      at.main === undefined ? undefined : (valueAt(holder, below(at.main)) as Partial<Container> | undefined);
    const template = at.bare === true ? { spec: found } : found;
    return [
      {
        template: template as Partial<PodTemplate>,
        count: count * each,
        most: number(at.most, count) * each,
        each,
        ...(main !== undefined && { main }),
        at,
      },
    ];
  });
}

import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { Kind, PodsAt } from './kind';

/** Pods of one template in an object. */
export interface PodSet {
  readonly template: Partial<PodTemplate>;
  /** Pods that run at once. */
  readonly count: number;
}

/** What stands at a JSON pointer, in which `*` stands for each item of a list and `~1` for `/`; absent values are left out. */
export function valuesAt(root: unknown, pointer: string): readonly unknown[] {
  let values: readonly unknown[] = [root];
  for (const key of pointer.split('/').slice(1)) {
    values = values.flatMap((value) => {
      if (key === '*') return Array.isArray(value) ? value : [];
      return typeof value === 'object' && value !== null
        ? [(value as Record<string, unknown>)[key.replaceAll('~1', '/')]]
        : [];
    });
  }
  return values.filter((value) => value !== undefined);
}

/** The pods of an object, where its kind has any. */
export function podsOf(object: KubernetesObject, kind: Kind): readonly PodSet[] {
  return kind.pods.flatMap((place) => podsAt(object, place));
}

function podsAt(object: KubernetesObject, { template, count }: PodsAt): readonly PodSet[] {
  const star = template.lastIndexOf('/*/') + 2;
  const holders = star < 2 ? [object] : valuesAt(object, template.slice(0, star));
  const below = (pointer: string) => (star < 2 ? pointer : pointer.slice(star));
  return holders.flatMap((holder) => {
    const [found] = valuesAt(holder, below(template));
    if (found === undefined) return [];
    const [pods] = count === undefined ? [] : valuesAt(holder, below(count));
    return [{ template: found as Partial<PodTemplate>, count: typeof pods === 'number' ? pods : 1 }];
  });
}

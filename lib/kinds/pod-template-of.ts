import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { Kind } from './kind';

/** What stands at a JSON pointer; undefined when nothing does. */
export function atPointer(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      root,
    );
}

/** The pod template of an object, where its kind has one. */
export function podTemplateOf(object: KubernetesObject, kind: Kind): Partial<PodTemplate> | undefined {
  return kind.podTemplate === undefined
    ? undefined
    : (atPointer(object, kind.podTemplate) as Partial<PodTemplate> | undefined);
}

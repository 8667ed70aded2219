import type { Container } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import type { Kind } from '../kinds/kind';
import { podTemplateOf } from '../kinds/pod-template-of';

/** Every container of an object's pods, those that only start them included. */
export function containersOf({ json }: FinishedObject, kind: Kind): readonly Container[] {
  const spec = podTemplateOf(json, kind)?.spec;
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}

import type { Container, PodSpec } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import type { Kind } from '../kinds/kind';
import { podsOf } from '../kinds/pods-of';

/** Every container of an object's pods, those that only start them included. */
export function containersOf({ json }: FinishedObject, kind: Kind): readonly Container[] {
  return podsOf(json, kind).flatMap(({ template: { spec } }) => containersOfPod(spec));
}

export function containersOfPod(spec: Partial<PodSpec> = {}): readonly Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
}

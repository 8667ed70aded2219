import type { Container, PodSpec, Quantities } from '../../imports/kubernetes';
import type { Injection } from '../platform/operators';
import { type Amounts, amounts, greatest, nothing, sum } from './amounts';

/** What a namespace gives a container that declares nothing: a LimitRange's part for containers. */
export interface ContainerDefaults {
  readonly requests: Quantities;
  readonly limits: Quantities;
}

/** What one pod takes of a node and of a quota. */
export interface PodNeed {
  readonly requests: Amounts;
  readonly limits: Amounts;
  /** Containers that add up, by name, for texts. */
  readonly parts: () => readonly (readonly [string, Amounts])[];
}

type Side = 'requests' | 'limits';

/** As admission fills it in: a limit is also a request, and the namespace's defaults come last. */
function declared({ resources }: Container, side: Side, defaults: ContainerDefaults): Amounts {
  if (side === 'limits') return amounts(defaults.limits, resources?.limits);
  return amounts(defaults.limits, defaults.requests, resources?.limits, resources?.requests);
}

/** The same for each injected container. */
function injected({ cpu, memory, cpuLimit, memoryLimit = memory }: Injection, side: Side): Amounts {
  return amounts(side === 'requests' ? { cpu, memory } : { ...(cpuLimit && { cpu: cpuLimit }), memory: memoryLimit });
}

/**
 * The effective requests or limits of a pod: running containers and sidecars add up, an init container counts with the
 * sidecars started before it, the larger of both decides.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
function effective(
  { initContainers = [], containers = [] }: Partial<PodSpec>,
  side: Side,
  defaults: ContainerDefaults,
): Amounts {
  let sidecars = nothing;
  let starting = nothing;
  for (const container of initContainers) {
    const own = declared(container, side, defaults);
    if (container.restartPolicy === 'Always') sidecars = sum(sidecars, own);
    starting = greatest(starting, container.restartPolicy === 'Always' ? sidecars : sum(sidecars, own));
  }
  return greatest(starting, sum(sidecars, ...containers.map((container) => declared(container, side, defaults))));
}

export function podNeed(
  spec: Partial<PodSpec>,
  defaults: ContainerDefaults,
  injections: Readonly<Record<string, Injection>>,
): PodNeed {
  const added = Object.values(injections);
  const whole = (side: Side) => sum(effective(spec, side, defaults), ...added.map((one) => injected(one, side)));
  return {
    requests: whole('requests'),
    limits: whole('limits'),
    parts: () => [
      ...[
        ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
        ...(spec.containers ?? []),
      ].map((container) => [container.name, declared(container, 'requests', defaults)] as const),
      ...Object.entries(injections).map(([name, one]) => [`injected by ${name}`, injected(one, 'requests')] as const),
    ],
  };
}

import type { PodSpec, PodTemplate, Volume } from '../../imports/kubernetes';
import type { Platform } from '../platform/platform';
import { pullSecretsOf } from '../vocabulary/image';
import type { Labels } from '../vocabulary/labels';
import { onPool, type Placement, poolOf } from '../vocabulary/placement';
import type { RunAs } from '../vocabulary/workload';
import { type ContainerRequest, volumeUses, writeContainer } from './container';
import { podSecurity } from './hardening';
import { hasNativeSidecars } from './native-sidecars';
import { spreadOver } from './spread';

/** A pod to write. */
export interface PodRequest {
  /** Labels that select it, and more. */
  readonly labels: Labels;
  readonly annotations?: Labels;
  readonly main: ContainerRequest;
  /** Containers that run to their end before it, in order. */
  readonly before?: readonly ContainerRequest[];
  /** Containers beside it: started before, ended after it. */
  readonly sidecars?: readonly ContainerRequest[];
  readonly serviceAccount: string;
  /** Whether the account's token is mounted. @default false */
  readonly token?: boolean;
  readonly placement?: Placement;
  /** Priority class where the placement names none and the platform has it. */
  readonly defaultPriority?: string;
  /** Labels whose pods are spread softly over zones and nodes. @default not spread */
  readonly spread?: Labels;
  readonly runAs?: RunAs;
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  /** Seconds between SIGTERM and SIGKILL. @default 30 */
  readonly gracePeriod?: number;
  readonly subdomain?: string;
  /** Hosts that the pod itself answers for. @default none */
  readonly ownHosts?: readonly string[];
}

function volumesOf(containers: readonly ContainerRequest[], platform: Platform): readonly Volume[] {
  const byName = new Map<string, Volume>();
  for (const container of containers) {
    for (const { volume } of volumeUses(container, platform)) {
      if (!byName.has(volume.name)) byName.set(volume.name, volume);
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function scheduling(
  request: PodRequest,
  containers: readonly ContainerRequest[],
  platform: Platform,
): Partial<PodSpec> {
  const { placement = {}, defaultPriority, spread } = request;
  const pool =
    platform.pools?.[
      poolOf(
        placement,
        containers.map(({ compute }) => compute),
        platform,
      ) ?? ''
    ];
  const known = defaultPriority !== undefined && platform.priorities?.[defaultPriority] !== undefined;
  const priority = placement.priority ?? (known ? defaultPriority : undefined);
  const gpu = containers.some(({ compute }) => compute.gpu !== undefined);
  return {
    ...(pool !== undefined && onPool(pool)),
    ...(gpu && pool?.gpu?.runtimeClass !== undefined && { runtimeClassName: pool.gpu.runtimeClass }),
    ...(priority !== undefined && { priorityClassName: priority }),
    ...(spread !== undefined && placement.spread !== false && spreadOver(spread)),
  };
}

/** The only writer of pod templates: hardened, placed, with its volumes; every engine embeds its result. */
export function writePod(request: PodRequest, platform: Platform): PodTemplate {
  const { main, before = [], sidecars = [] } = request;
  const native = hasNativeSidecars(platform);
  const initial = [
    ...(native ? sidecars.map((sidecar) => ({ ...sidecar, restartPolicy: 'Always' as const })) : []),
    ...before,
  ];
  const running = [main, ...(native ? [] : sidecars)];
  const containers = [...initial, ...running];
  const pullSecrets = new Set([
    ...(platform.pullSecrets ?? []),
    ...containers.flatMap(({ image }) => pullSecretsOf(image)),
  ]);
  return {
    metadata: {
      labels: request.labels,
      ...(request.annotations !== undefined && { annotations: request.annotations }),
    },
    spec: {
      serviceAccountName: request.serviceAccount,
      automountServiceAccountToken: request.token ?? false,
      enableServiceLinks: false,
      securityContext: podSecurity(request.runAs, platform),
      restartPolicy: request.restartPolicy,
      terminationGracePeriodSeconds: request.gracePeriod ?? 30,
      ...(request.subdomain !== undefined && { subdomain: request.subdomain }),
      ...(request.ownHosts !== undefined && { hostAliases: [{ ip: '127.0.0.1', hostnames: request.ownHosts }] }),
      ...(pullSecrets.size > 0 && { imagePullSecrets: [...pullSecrets].sort().map((name) => ({ name })) }),
      ...scheduling(request, containers, platform),
      ...(initial.length > 0 && { initContainers: initial.map((container) => writeContainer(container, platform)) }),
      containers: running.map((container) => writeContainer(container, platform)),
      volumes: volumesOf(containers, platform),
    },
  };
}

import type { PodSpec, PodTemplate, Volume } from '../../imports/kubernetes';
import type { NodePool } from '../platform/node-pool';
import type { Platform } from '../platform/platform';
import { parseQuantity } from '../quantity';
import { podTopology } from '../queueing/pod-topology';
import { pullSecretsOf } from '../vocabulary/image';
import type { Labels } from '../vocabulary/labels';
import { onPools, type Placement, poolsOf } from '../vocabulary/placement';
import type { RunAs } from '../vocabulary/workload';
import { type ContainerRequest, volumeUses, writeContainer } from './container';
import { resourceClaims } from './device-claims';
import { onEitherPool } from './either-pool';
import { podSecurity } from './hardening';
import { hasNativeSidecars } from './native-sidecars';
import type { PodField } from './pod-fields';
import { securityInContainers } from './pod-security-in-containers';
import { spreadOver } from './spread';

/** A pod to write. */
export interface PodRequest {
  /** Labels that select it, and more. */
  readonly labels: Labels;
  readonly annotations?: Labels;
  readonly main: ContainerRequest;
  /** Containers that run to their end before it, in order. */
  readonly before?: readonly ContainerRequest[];
  /** Containers without whose work it must not start: an engine that cannot carry them is an error. They run after `before`. */
  readonly prepares?: readonly ContainerRequest[];
  /** Containers beside it: started before, ended after it. */
  readonly sidecars?: readonly ContainerRequest[];
  readonly serviceAccount: string;
  /** Whether the account's token is mounted. @default false */
  readonly token?: boolean;
  readonly placement?: Placement;
  /** Pool whose nodes are taken while the placement's has no room. @default none: the pod waits */
  readonly fallbackPool?: string;
  /** Priority class where the placement names none and the platform has it. */
  readonly defaultPriority?: string;
  /** Labels whose pods are spread softly over zones and nodes. @default not spread */
  readonly spread?: Labels;
  readonly runAs?: RunAs;
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  /** Seconds between SIGTERM and SIGKILL. @default 30 */
  readonly gracePeriod?: number;
  readonly subdomain?: string;
  /** Scheduler that places it. @default the cluster's */
  readonly scheduler?: string;
  /** Fields that its engine cannot carry: a default is left out or said otherwise, what was asked for stays. @default none */
  readonly without?: readonly PodField[];
  /** Hosts that the pod itself answers for. @default none */
  readonly ownHosts?: readonly string[];
}

/** A scratch folder that containers share holds what the one that needs most asked for. */
function larger(known: Volume | undefined, volume: Volume): Volume {
  const size = (of: Volume | undefined) => parseQuantity(of?.emptyDir?.sizeLimit ?? '0') ?? 0n;
  return known === undefined || size(volume) > size(known) ? volume : known;
}

function volumesOf(containers: readonly ContainerRequest[]): readonly Volume[] {
  const byName = new Map<string, Volume>();
  for (const container of containers) {
    for (const { volume } of volumeUses(container)) {
      byName.set(volume.name, larger(byName.get(volume.name), volume));
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The same claims, marked as read where no container writes to them. */
function readClaims(volumes: readonly Volume[], containers: readonly ContainerRequest[]) {
  const uses = containers.flatMap((container) => volumeUses(container));
  const written = new Set(uses.filter(({ mount }) => !mount.readOnly).map(({ volume }) => volume.name));
  return volumes.map((volume): Volume => {
    const { persistentVolumeClaim: claim } = volume;
    if (claim === undefined || written.has(volume.name)) return volume;
    return { ...volume, persistentVolumeClaim: { ...claim, readOnly: true } };
  });
}

function scheduling(
  request: PodRequest,
  containers: readonly ContainerRequest[],
  platform: Platform,
): Partial<PodSpec> {
  const { placement = {}, fallbackPool, defaultPriority, spread, without = [] } = request;
  const pools = poolsFor(request, containers, platform);
  const [first] = pools;
  const fallback = fallbackPool === undefined ? undefined : platform.pools?.[fallbackPool];
  const { nodeAffinity, ...onThem } =
    first === undefined
      ? {}
      : fallback === undefined
        ? onPools(pools, placement)
        : onEitherPool(first, fallback, placement);
  const known =
    defaultPriority !== undefined &&
    platform.priorities?.[defaultPriority] !== undefined &&
    !without.includes('priorityClassName');
  const priority = placement.priority ?? (known ? defaultPriority : undefined);
  const gpu = containers.some(({ compute }) => compute.gpu !== undefined);
  const runtimeClass = gpu ? pools[0]?.gpu?.runtimeClass : undefined;
  const { affinity, ...spreadOut } =
    spread !== undefined && placement.spread !== false
      ? spreading(spread, placement.spread === true ? [] : without)
      : { affinity: undefined };
  return {
    ...onThem,
    ...(runtimeClass !== undefined && { runtimeClassName: runtimeClass }),
    ...(priority !== undefined && { priorityClassName: priority }),
    ...spreadOut,
    ...((affinity !== undefined || nodeAffinity !== undefined) && {
      affinity: { ...affinity, ...(nodeAffinity !== undefined && { nodeAffinity }) },
    }),
  };
}

function spreading(
  labels: Labels,
  without: readonly PodField[],
): Pick<PodSpec, 'topologySpreadConstraints' | 'affinity'> {
  const { topologySpreadConstraints, affinity } = spreadOver(labels);
  return {
    ...(!without.includes('spread') && { topologySpreadConstraints }),
    ...(!without.includes('affinity') && { affinity }),
  };
}

function poolNames(
  { placement = {} }: PodRequest,
  containers: readonly ContainerRequest[],
  platform: Platform,
): readonly string[] | undefined {
  const computes = containers.map(({ compute }) => compute);
  return poolsOf(placement, computes, platform);
}

function poolsFor(
  request: PodRequest,
  containers: readonly ContainerRequest[],
  platform: Platform,
): readonly NodePool[] {
  return (poolNames(request, containers, platform) ?? []).flatMap((name) => platform.pools?.[name] ?? []);
}

/** How near pods of one group stand to each other, on all pools that they may go to. */
function topologyOf(request: PodRequest, containers: readonly ContainerRequest[], platform: Platform): Labels {
  const { placement = {}, fallbackPool } = request;
  const pools = poolNames(request, containers, platform);
  const all = pools === undefined || fallbackPool === undefined ? pools : [...pools, fallbackPool];
  return podTopology(placement, all, platform);
}

/** The only writer of pod templates: hardened, placed, with its volumes; every engine embeds its result. */
export function writePod(request: PodRequest, platform: Platform): PodTemplate {
  const { main, before = [], prepares = [], sidecars = [], without = [] } = request;
  const canInitialise = !without.includes('initContainers');
  const native = hasNativeSidecars(platform) && canInitialise;
  const initial = [
    ...(native ? sidecars.map((sidecar) => ({ ...sidecar, restartPolicy: 'Always' as const })) : []),
    ...(canInitialise ? before : []),
    ...prepares,
  ];
  const running = [main, ...(native ? [] : sidecars)];
  const containers = [...initial, ...running];
  const annotations = { ...request.annotations, ...topologyOf(request, containers, platform) };
  const podLabels = poolsFor(request, containers, platform)[0]?.serverless?.podLabels;
  const pullSecrets = new Set([
    ...(platform.pullSecrets ?? []),
    ...containers.flatMap(({ image }) => pullSecretsOf(image)),
  ]);
  const volumes = volumesOf(containers);
  const spec: PodSpec = {
    serviceAccountName: request.serviceAccount,
    automountServiceAccountToken: request.token ?? false,
    enableServiceLinks: false,
    securityContext: podSecurity(request.runAs, platform),
    restartPolicy: request.restartPolicy,
    terminationGracePeriodSeconds: request.gracePeriod ?? 30,
    ...(request.subdomain !== undefined && { subdomain: request.subdomain }),
    ...(request.ownHosts !== undefined && { hostAliases: [{ ip: '127.0.0.1', hostnames: request.ownHosts }] }),
    ...(request.scheduler !== undefined && { schedulerName: request.scheduler }),
    ...(pullSecrets.size > 0 && { imagePullSecrets: [...pullSecrets].sort().map((name) => ({ name })) }),
    ...scheduling(request, containers, platform),
    ...resourceClaims(containers, platform),
    ...(initial.length > 0 && { initContainers: initial.map((container) => writeContainer(container, platform)) }),
    containers: running.map((container) => writeContainer(container, platform)),
    volumes: without.includes('writableClaims') ? readClaims(volumes, containers) : volumes,
  };
  return {
    metadata: {
      labels: { ...podLabels, ...request.labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: without.includes('securityContext') ? securityInContainers(spec) : spec,
  };
}

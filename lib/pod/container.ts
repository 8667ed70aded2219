import type { Container, EnvVar } from '../../imports/kubernetes';
import type { Platform } from '../platform/platform';
import { resourcesOf } from '../vocabulary/compute';
import { imageParts, imageText } from '../vocabulary/image';
import { nameOf } from '../vocabulary/named';
import type { SecretUse } from '../vocabulary/secrets';
import { type Mount, scratch, sharedMemory } from '../vocabulary/storage';
import type { ContainerProps } from '../vocabulary/workload';
import { claimedBy } from './device-claims';
import { containerSecurity } from './hardening';
import { mountUse, secretUseVolume, type VolumeUse } from './volumes';

/** A container to write: the user's part and what the construct adds. */
export interface ContainerRequest extends ContainerProps {
  readonly name: string;
  /** @default the image's */
  readonly workingDir?: string;
  /** Variables that the construct adds; the user's own win. */
  readonly adds?: readonly EnvVar[];
  readonly ports?: Container['ports'];
  readonly probes?: Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;
  readonly lifecycle?: Container['lifecycle'];
  readonly restartPolicy?: Container['restartPolicy'];
}

/** /tmp is always writable, and pods with GPUs share memory: the 64 MiB of a container run out. */
function allMounts({ mounts = [], compute }: ContainerRequest): readonly Mount[] {
  const taken = new Set(mounts.map(({ path }) => path));
  const own = [scratch('/tmp', compute.ephemeralStorage ?? '1Gi')];
  if (compute.gpu !== undefined) own.push(sharedMemory(compute.memory));
  return [...mounts, ...own.filter(({ path }) => !taken.has(path))];
}

export function volumeUses(request: ContainerRequest): readonly VolumeUse[] {
  const secrets = (request.secrets ?? []).map(secretUseVolume).filter((use) => use !== undefined);
  return [...allMounts(request).map(mountUse), ...secrets];
}

function environmentOf({ env = {}, adds = [], secrets = [] }: ContainerRequest): readonly EnvVar[] {
  const home: EnvVar = { name: 'HOME', value: '/tmp' };
  const byName = new Map([home, ...adds].map((variable) => [variable.name, variable]));
  for (const [name, value] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    byName.delete(name);
    byName.set(name, { name, value });
  }
  for (const { secret, variables } of secrets) {
    for (const [name, key] of Object.entries(variables ?? {})) {
      byName.delete(name);
      byName.set(name, { name, valueFrom: { secretKeyRef: { name: nameOf(secret), key } } });
    }
  }
  return [...byName.values()];
}

function wholeSecrets(secrets: readonly SecretUse[] = []) {
  return secrets
    .filter(({ path, variables }) => path === undefined && variables === undefined)
    .map(({ secret }) => ({ secretRef: { name: nameOf(secret) } }));
}

/** The only writer of containers. */
export function writeContainer(request: ContainerRequest, platform: Platform): Container {
  const { name, image, command, args, workingDir, compute, ports, probes, lifecycle, restartPolicy } = request;
  const envFrom = wholeSecrets(request.secrets);
  return {
    name,
    image: imageText(image),
    imagePullPolicy: imageParts(image).pull ?? 'IfNotPresent',
    ...(restartPolicy !== undefined && { restartPolicy }),
    ...(command !== undefined && { command }),
    ...(args !== undefined && { args }),
    ...(workingDir !== undefined && { workingDir }),
    env: environmentOf(request),
    ...(envFrom.length > 0 && { envFrom }),
    ...(ports !== undefined && { ports }),
    resources: { ...resourcesOf(compute, platform), ...claimedBy(request, platform) },
    securityContext: containerSecurity,
    ...probes,
    ...(lifecycle !== undefined && { lifecycle }),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: volumeUses(request).map(({ mount }) => mount),
  };
}

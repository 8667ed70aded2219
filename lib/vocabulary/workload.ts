import { dnsName } from '../names';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { secretLike, secretText } from '../secret-names';
import { type Check, integer, listOf, record, required, type Shape, text, wrongType } from '../shape';
import { isPlainRecord } from '../value';
import { type Access, access, accessOnPlatform } from './access';
import { type Compute, compute, computeOnPool } from './compute';
import { type Identity, identity, identityOnPlatform } from './identity';
import { type Image, image } from './image';
import { annotations, type Labels, labels } from './labels';
import { type Placement, placement, placementOnPlatform, poolsOf } from './placement';
import { restartingSecrets, type SecretUse, secretUse } from './secrets';
import { distinctPaths, type Mount, mount, mountPath } from './storage';

/** One container: a program and what it needs. */
export interface ContainerProps {
  readonly image: Image;
  /** Program and its arguments. @default the image's entry point */
  readonly command?: readonly string[];
  /** Arguments to `command`, or to the image's entry point. @default the image's */
  readonly args?: readonly string[];
  /** Environment variables; never a secret. @default none */
  readonly env?: Readonly<Record<string, string>>;
  readonly compute: Compute;
  /** Folders. @default a scratch folder at /tmp, which every container has */
  readonly mounts?: readonly Mount[];
  /** Secrets by reference. @default none */
  readonly secrets?: readonly SecretUse[];
}

/** A container beside the main one. */
export interface SidecarProps extends ContainerProps {
  readonly name: string;
}

/** The user a container runs as. */
export interface RunAs {
  /** At least 10001. */
  readonly user: number;
  /** @default the user */
  readonly group?: number;
}

/** What every workload of pods has around its containers. */
export interface PodProps {
  /** Name of its objects on the cluster. @default the construct's id, with the chart's `instance` before it */
  readonly name?: string;
  /** Containers that run beside the main one, as native sidecars. @default none */
  readonly sidecars?: readonly SidecarProps[];
  /** @default any node, spread over zones for a service */
  readonly placement?: Placement;
  /** @default an account of its own without rights */
  readonly identity?: Identity;
  /** @default only what the workspace allows: DNS */
  readonly access?: Access;
  /** User of its containers. @default 10001, where the platform does not assign users */
  readonly runAs?: RunAs;
  /** Further labels of its objects. @default none */
  readonly labels?: Labels;
  /** Annotations of its workload object, not of its pods. @default none */
  readonly annotations?: Labels;
}

export interface WorkloadProps extends ContainerProps, PodProps {}

const variable: Check<string> = (value, field) => {
  if (typeof value !== 'string') {
    if (isPlainRecord(value)) {
      return field.problem('secret-value', {
        got: value,
        allowed: 'a text',
        remedy: "use secrets: [environmentFrom('secret-name', { VARIABLE: 'key' })]",
      });
    }
    wrongType(field, value, 'a text');
  }
};

const environment: Check<Readonly<Record<string, string>>> = (values, field) => {
  if (!isPlainRecord(values)) return wrongType(field, values, 'a record');
  for (const [name, content] of Object.entries(values)) {
    const at = field.at(name);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      at.problem('bad-name', { got: name, allowed: 'letters, digits and _', remedy: 'rename the variable' });
    variable(content as string, at);
    if (typeof content === 'string' && content !== '' && (secretLike(name) || secretText(content))) {
      at.problem('secret-value', {
        got: 'a value that is not shown',
        allowed: 'a reference to a Secret',
        remedy: `use secrets: [environmentFrom('secret-name', { ${name}: 'key' })]`,
      });
    }
  }
};

export const containerShape: Shape<ContainerProps> = {
  image: required(image),
  command: listOf(text, 1),
  args: listOf(text),
  env: environment,
  compute: required(compute),
  mounts: listOf(mount),
  secrets: listOf(secretUse),
};

const sidecar: Check<SidecarProps> = record<SidecarProps>({ ...containerShape, name: required(dnsName) });

export const podShape: Shape<PodProps> = {
  name: dnsName,
  sidecars: listOf(sidecar),
  placement,
  identity,
  access,
  runAs: record<RunAs>({ user: required(integer(10001, 2_000_000_000)), group: integer(10001, 2_000_000_000) }),
  labels,
  annotations,
};

export const workloadShape: Shape<WorkloadProps> = { ...containerShape, ...podShape };

/** Whether this platform has what the containers and their pod ask for. */
export function workloadOnPlatform(
  pod: PodProps,
  containers: readonly ContainerProps[],
  platform: Platform,
  field: Field,
): void {
  const computes = [...containers, ...(pod.sidecars ?? [])].map((container) => container.compute);
  placementOnPlatform(pod.placement ?? {}, computes, platform, field);
  identityOnPlatform(pod.identity ?? {}, platform, field.at('identity'));
  accessOnPlatform(pod.access ?? {}, platform, field.at('access'));
  const pools = poolsOf(pod.placement ?? {}, computes, platform) ?? [];
  for (const container of [...containers, ...(pod.sidecars ?? [])]) {
    if (pools.length === 1) computeOnPool(container.compute, pools[0], platform, field.at('compute'));
    distinctPaths(
      [
        ...(container.mounts ?? []),
        ...(container.secrets ?? []).flatMap(({ path }) => (path === undefined ? [] : [{ path }])),
      ],
      field.at('mounts'),
    );
    for (const [index, { path }] of (container.secrets ?? []).entries()) {
      if (path !== undefined) mountPath(path, field.at('secrets').at(index).at('path'));
    }
    if (restartingSecrets(container.secrets ?? []).length > 0 && platform.operators?.['reloader'] === undefined) {
      field.at('secrets').problem('missing-operator', {
        got: "rotation: 'restart'",
        allowed: 'a platform with the operator reloader',
        remedy: 'install it and list it in platform.operators',
      });
    }
  }
}

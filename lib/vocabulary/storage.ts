import { dnsName } from '../names';
import type { AccessMode } from '../platform/platform';
import type { Field } from '../problems';
import { canonicalQuantity, quantity } from '../quantity';
import { type Check, flag, made, text } from '../shape';
import { type Value, value } from '../value';
import { type Image, imageParts, imageText } from './image';
import { type Named, nameOf } from './named';

/** Where a mount's content comes from. */
export type MountSource =
  | { readonly claim: string; readonly access: readonly AccessMode[] }
  | { readonly scratch: string; readonly size: string }
  | { readonly sharedMemory: string }
  | { readonly config: string }
  | { readonly image: string; readonly pull: 'Always' | 'IfNotPresent' | 'Never' };

/** A folder in a container; made by `claim.at()`, `scratch()`, `sharedMemory()` or `configFiles()`. */
export type Mount = Value<{ readonly source: MountSource; readonly path: string; readonly readOnly: boolean }>;

export interface MountOptions {
  /** @default false */
  readonly readOnly?: boolean;
}

export function claimMount(
  claim: string,
  access: readonly AccessMode[],
  path: string,
  { readOnly = false }: MountOptions = {},
): Mount {
  return value('mount', { source: { claim, access }, path, readOnly });
}

/** An empty folder on the node's disk, of the pod's life. */
export function scratch(path: string, size: string): Mount {
  return value('mount', { source: { scratch: path, size }, path, readOnly: false });
}

/** Shared memory at /dev/shm, counted as memory of the pod; pods with GPUs have it anyway. */
export function sharedMemory(size: string): Mount {
  return value('mount', { source: { sharedMemory: size }, path: '/dev/shm', readOnly: false });
}

/** The files of an image, which the node keeps beside those of containers. */
export function imageFiles(reference: Image, path: string): Mount {
  const image = imageText(reference);
  return value('mount', {
    source: { image, pull: imageParts(reference).pull ?? 'IfNotPresent' },
    path,
    readOnly: true,
  });
}

/** The same folder for a container that only reads. */
export function onlyRead(mounted: Mount): Mount {
  return value('mount', { ...mounted, readOnly: true });
}

/** The same folder for a container that writes to it. */
export function written(mounted: Mount): Mount {
  return value('mount', { ...mounted, readOnly: false });
}

/** The files of a ConfigMap, one a key. */
export function configFiles(configMap: Named, path: string): Mount {
  return value('mount', { source: { config: nameOf(configMap) }, path, readOnly: true });
}

export const mountPath: Check<string> = (path, field) => {
  text(path, field);
  if (typeof path === 'string' && !/^(\/[\w.-]+)+$/.test(path)) {
    field.problem('not-allowed', {
      got: path,
      allowed: 'an absolute path without trailing slash',
      remedy: "give a path such as '/data'",
    });
  }
};

export const mount: Check<Mount> = (candidate, field) => {
  const before = field.problems.length;
  made<Mount>('mount', 'claim.at(), scratch(), sharedMemory() or configFiles()')(candidate, field);
  if (field.problems.length > before) return;
  mountPath(candidate.path, field.at('path'));
  flag(candidate.readOnly, field.at('readOnly'));
  const { source } = candidate;
  if ('size' in source) quantity(source.size, field.at('size'));
  if ('sharedMemory' in source) quantity(source.sharedMemory, field.at('size'));
  if ('claim' in source) dnsName(source.claim, field.at('claim'));
};

/** What decides a run: the content's name and place. */
export function declaredMount({ source, path, readOnly }: Mount): object {
  if ('claim' in source) return { claim: source.claim, path, readOnly };
  if ('config' in source) return { config: source.config, path };
  if ('image' in source) return { image: source.image, path };
  return 'scratch' in source ? { scratch: path } : { sharedMemory: canonicalQuantity(source.sharedMemory) };
}

/** No two mounts at one path. */
export function distinctPaths(mounts: readonly { readonly path: string }[], field: Field): void {
  const seen = new Set<string>();
  for (const [index, { path }] of mounts.entries()) {
    if (seen.has(path))
      field.at(index).problem('mount-overlap', {
        got: path,
        allowed: 'a path of its own for each mount',
        remedy: 'mount it elsewhere',
      });
    seen.add(path);
  }
}

/** Paths that a container waits for lie in a folder that it mounts. */
export function pathsUnderMounts(paths: readonly string[] = [], mounts: readonly Mount[], field: Field): void {
  for (const [index, path] of paths.entries()) {
    if (mounts.some((mounted) => path.startsWith(`${mounted.path}/`))) continue;
    field.at(index).problem('not-allowed', {
      got: path,
      allowed: `a path below ${mounts.map((mounted) => mounted.path).join(', ') || 'a mount: there is none'}`,
      remedy: 'correct it, or mount the claim that holds it',
    });
  }
}

/** A claim of one node cannot serve pods on several. */
export function claimsOnNodes(mounts: readonly Mount[], pods: number, field: Field): void {
  for (const [index, { source }] of mounts.entries()) {
    if ('claim' in source && pods > 1 && source.access.every((mode) => mode.startsWith('ReadWriteOnce'))) {
      field.at(index).problem('claim-single-node', {
        got: `claim '${source.claim}' (${source.access.join(', ')}) under ${pods} pods`,
        allowed: 'ReadWriteMany or ReadOnlyMany for pods on several nodes',
        remedy: "give the claim access: 'ReadWriteMany', or run one pod",
      });
    }
  }
}

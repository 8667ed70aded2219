import type { Volume, VolumeMount } from '../../imports/kubernetes';
import { canonicalQuantity } from '../quantity';
import { nameOf } from '../vocabulary/named';
import type { SecretUse } from '../vocabulary/secrets';
import type { Mount } from '../vocabulary/storage';

/** A volume of the pod and the place where one container has it. */
export interface VolumeUse {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

function fromPath(path: string): string {
  return path
    .slice(1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
}

function volumeOf({ source, path }: Mount): Volume {
  if ('claim' in source) return { name: `claim-${source.claim}`, persistentVolumeClaim: { claimName: source.claim } };
  if ('config' in source)
    return { name: `config-${fromPath(`/${source.config}`)}`, configMap: { name: source.config, defaultMode: 0o444 } };
  if ('image' in source)
    return { name: `image-${fromPath(path)}`, image: { reference: source.image, pullPolicy: source.pull } };
  if ('scratch' in source)
    return { name: `scratch-${fromPath(source.scratch)}`, emptyDir: { sizeLimit: canonicalQuantity(source.size) } };
  return { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: canonicalQuantity(source.sharedMemory) } };
}

export function mountUse(mount: Mount): VolumeUse {
  const { path, readOnly } = mount;
  const volume = volumeOf(mount);
  return { volume, mount: { name: volume.name, mountPath: path, ...(readOnly && { readOnly }) } };
}

/** The volume of a secret's files; undefined when it is read from the environment. */
export function secretUseVolume({ secret, path }: SecretUse): VolumeUse | undefined {
  if (path === undefined) return undefined;
  const name = `secret-${fromPath(`/${nameOf(secret)}`)}`;
  return {
    volume: { name, secret: { secretName: nameOf(secret), defaultMode: 0o440 } },
    mount: { name, mountPath: path, readOnly: true },
  };
}

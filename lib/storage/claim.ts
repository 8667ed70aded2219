import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { declaredName } from '../identity';
import { emit } from '../kinds/emit';
import { dnsName } from '../names';
import { type AccessMode, Platform } from '../platform/platform';
import { Field } from '../problems';
import { canonicalQuantity, quantity } from '../quantity';
import { oneOf, record, required } from '../shape';
import { value } from '../value';
import { type ModelCache, type ModelLocation, modelLocation } from '../vocabulary/model';
import type { VolumePlace } from '../vocabulary/near';
import { claimMount, type Mount, type MountOptions } from '../vocabulary/storage';
import type { HasWatched, Watched } from '../vocabulary/watched';

export interface ClaimProps {
  /** Name on the cluster. @default the id, with the chart's `instance` before it */
  readonly name?: string;
  /** Size, such as `50Gi`; it can grow later, where the class allows, and never shrink. */
  readonly size: string;
  /** How many nodes may mount it. @default 'ReadWriteOnce' */
  readonly access?: AccessMode;
  /** Storage class of the platform. @default the cluster's default class */
  readonly storageClass?: string;
}

/** A claim as constructs use it: folders in containers, and models. */
export class ClaimHandle {
  constructor(
    readonly name: string,
    readonly access: readonly AccessMode[],
    /** Where its volume lies, as far as it is stated. */
    readonly place?: VolumePlace,
    private readonly capacity?: string,
  ) {}

  /** The claim as a folder of a container. */
  at(path: string, options: MountOptions = {}): Mount {
    return claimMount(this.name, this.access, path, options);
  }

  /** A model on the claim. @param version the run that made it; @param options `size` of its files sizes the start-up budget */
  model(name: string, version?: string, { size }: { readonly size?: string } = {}): ModelLocation {
    return modelLocation({ claim: this.name, access: this.access, capacity: this.capacity, name, version, size });
  }

  /** The claim as the place where fetched models are kept, once for all pods, at `<name>/<version>`. */
  cache(): ModelCache {
    return value('model-cache', { claim: this.name, access: this.access, capacity: this.capacity });
  }
}

const shape = record<ClaimProps>({
  name: dnsName,
  size: required(quantity),
  access: oneOf('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'),
  storageClass: dnsName,
});

/** A PersistentVolumeClaim that no sync prunes or deletes. @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/ */
export class Claim extends Construct implements HasWatched {
  readonly name: string;
  readonly objects: { readonly workload: ApiObject };
  /** Where its volume lies, as its storage class says; for `placement.near`. */
  readonly place?: VolumePlace;
  /** What monitoring watches of it: its free space. */
  readonly watched: Watched;
  private readonly handle: ClaimHandle;

  /** @throws MlopsError `unknown-storage-class`, `storage-access`, and what the props can break */
  constructor(scope: Construct, id: string, props: ClaimProps) {
    super(scope, id);
    const field = Field.of(this);
    shape(props, field);
    if (field.problems.length === 0) claimOnPlatform(props, Platform.of(this), field);
    this.name = declaredName(this, id, props?.name);
    if (props?.name === undefined) dnsName(this.name, field.at('name'));
    field.throwIfAny();
    const { size, access = 'ReadWriteOnce', storageClass } = props;
    const facts = storageClass === undefined ? undefined : Platform.of(this).storageClasses?.[storageClass];
    this.place = placeOf(facts ?? {});
    this.handle = new ClaimHandle(this.name, [access], this.place, size);
    const workload = emit(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: this.name },
      spec: {
        accessModes: [access],
        ...(storageClass !== undefined && { storageClassName: storageClass }),
        resources: { requests: { storage: canonicalQuantity(size) } },
      },
    });
    this.objects = { workload };
    this.watched = { name: this.name, namespace: Chart.of(this).namespace, claims: [this.name] };
  }

  /** A claim that exists already and is not ours. */
  static reference({
    name,
    access = 'ReadWriteOnce',
    ...place
  }: VolumePlace & {
    readonly name: string;
    readonly access?: AccessMode;
  }): ClaimHandle {
    return new ClaimHandle(name, [access], placeOf(place));
  }

  /** The claim as a folder of a container. */
  at(path: string, options: MountOptions = {}): Mount {
    return this.handle.at(path, options);
  }

  /** A model on the claim, at `/mnt/models/<name>/<version>`. */
  model(name: string, version?: string, options: { readonly size?: string } = {}): ModelLocation {
    return this.handle.model(name, version, options);
  }

  /** The claim as the place where fetched models are kept, once for all pods. */
  cache(): ModelCache {
    return this.handle.cache();
  }
}

function placeOf({ zone, pool }: VolumePlace): VolumePlace | undefined {
  if (zone === undefined && pool === undefined) return undefined;
  return { ...(zone !== undefined && { zone }), ...(pool !== undefined && { pool }) };
}

function claimOnPlatform(
  { access = 'ReadWriteOnce', storageClass }: ClaimProps,
  platform: Platform,
  field: Field,
): void {
  if (storageClass === undefined || platform.storageClasses === undefined) return;
  const facts = platform.storageClasses[storageClass];
  const names = Object.keys(platform.storageClasses).sort().join(', ');
  if (facts === undefined) {
    field.at('storageClass').problem('unknown-storage-class', {
      got: storageClass,
      allowed: names,
      remedy: 'name a class of the platform, or add it there',
    });
  } else if (!facts.access.includes(access)) {
    field.at('access').problem('storage-access', {
      got: access,
      allowed: facts.access.join(', '),
      remedy: `choose another class than '${storageClass}', or another access`,
    });
  }
}

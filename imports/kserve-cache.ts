import type { Quantities } from './kubernetes';

/**
 * KServe's cache of models, v0.20.0, `serving.kserve.io/v1alpha1`: only the fields that this library writes.
 * @see https://github.com/kserve/kserve/tree/v0.20.0/config/crd/full/localmodel
 */
export interface LocalModelNodeGroupSpec {
  readonly storageLimit: string;
  readonly persistentVolumeSpec: VolumeOfNodes & {
    readonly capacity: Quantities;
    readonly local: { readonly path: string };
    readonly nodeAffinity: {
      readonly required: {
        readonly nodeSelectorTerms: readonly {
          readonly matchExpressions: readonly {
            readonly key: string;
            readonly operator: 'In';
            readonly values: readonly string[];
          }[];
        }[];
      };
    };
    readonly persistentVolumeReclaimPolicy: 'Delete';
  };
  readonly persistentVolumeClaimSpec: VolumeOfNodes & { readonly resources: { readonly requests: Quantities } };
}

interface VolumeOfNodes {
  readonly accessModes: readonly ['ReadWriteOnce'];
  readonly storageClassName: string;
  readonly volumeMode: 'Filesystem';
}

export interface LocalModelCacheSpec {
  readonly sourceModelUri: string;
  readonly modelSize: string;
  readonly nodeGroups: readonly string[];
  readonly serviceAccountName?: string;
}

import type { Construct } from 'constructs';
import type { LocalModelCacheSpec, LocalModelNodeGroupSpec } from '../../imports/kserve-cache';
import { emit } from '../kinds/emit';
import type { CachedModel, ModelCacheFacts, ModelCacheGroup } from '../platform/model-cache';
import { poolLabels } from '../platform/node-pool';
import type { Platform } from '../platform/platform';

const apiVersion = 'serving.kserve.io/v1alpha1';

/** The nodes that keep models, and the models that they keep. */
export function modelCaches(scope: Construct, { groups, models = {} }: ModelCacheFacts, platform: Platform): void {
  for (const [name, group] of Object.entries(groups)) {
    emit(scope, `models-on-${name}`, {
      apiVersion,
      kind: 'LocalModelNodeGroup',
      metadata: { name },
      spec: nodeGroup(group, platform),
    });
  }
  for (const [name, model] of Object.entries(models)) {
    emit(scope, `cached-${name}`, { apiVersion, kind: 'LocalModelCache', metadata: { name }, spec: cached(model) });
  }
}

/** KServe makes a volume and a claim of it for each namespace that serves a model, all over the same folder of a node. */
function nodeGroup(
  { pool, size, path = '/models', storageClass = 'local-storage' }: ModelCacheGroup,
  { pools = {} }: Platform,
): LocalModelNodeGroupSpec {
  const labels = Object.entries(pools[pool] === undefined ? {} : poolLabels(pools[pool]));
  const volume = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: storageClass,
    volumeMode: 'Filesystem',
  } as const;
  return {
    storageLimit: size,
    persistentVolumeSpec: {
      ...volume,
      capacity: { storage: size },
      local: { path },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: labels.map(([key, value]) => ({ key, operator: 'In', values: [value] })) },
          ],
        },
      },
      persistentVolumeReclaimPolicy: 'Delete',
    },
    persistentVolumeClaimSpec: { ...volume, resources: { requests: { storage: size } } },
  };
}

function cached({ uri, size, groups, account }: CachedModel): LocalModelCacheSpec {
  return {
    sourceModelUri: uri,
    modelSize: size,
    nodeGroups: groups,
    ...(account !== undefined && { serviceAccountName: account }),
  };
}

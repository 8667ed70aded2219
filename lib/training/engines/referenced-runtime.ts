import type { PodTemplate, Volume, VolumeMount } from '../../../imports/kubernetes';
import type { RuntimePatch, TrainJobSpec } from '../../../imports/trainer';
import type { PodField } from '../../pod/pod-fields';

/** A runtime that somebody else owns. */
export interface RuntimeReference {
  readonly name: string;
  /** @default 'ClusterTrainingRuntime' */
  readonly kind?: 'TrainingRuntime' | 'ClusterTrainingRuntime';
  /** Jobs of the runtime whose pods train. @default ['node'] */
  readonly jobs?: readonly string[];
}

/** What of a pod a TrainJob can bring into a runtime of others. */
export const carriedByReference: readonly PodField[] = [
  'securityContext',
  'serviceAccountName',
  'nodeSelector',
  'tolerations',
  'affinity',
  'volumes',
  'claims',
  'writableClaims',
  'imagePullSecrets',
];

/** A patch names each volume of a container once: a volume at several paths is as many volumes. */
function mountedOnce(
  mounts: readonly VolumeMount[] = [],
  volumes: readonly Volume[] = [],
): { readonly volumeMounts: readonly VolumeMount[]; readonly copies: readonly Volume[] } {
  const seen = new Map<string, number>();
  const copies: Volume[] = [];
  const volumeMounts = mounts.map((mount) => {
    const count = (seen.get(mount.name) ?? 0) + 1;
    seen.set(mount.name, count);
    const volume = volumes.find(({ name }) => name === mount.name);
    if (count === 1 || volume === undefined) return mount;
    const name = `${mount.name}-${count}`;
    copies.push({ ...volume, name });
    return { ...mount, name };
  });
  return { volumeMounts, copies };
}

/** The training as a TrainJob can say it: its program in `trainer`, the rest of its pod as patches of the runtime. */
export function patchesOf(
  { metadata, spec }: PodTemplate,
  { jobs = ['node'] }: RuntimeReference,
): { readonly trainer: Partial<TrainJobSpec['trainer']>; readonly runtimePatches: readonly RuntimePatch[] } {
  const [main] = spec.containers;
  const { volumeMounts, copies } = mountedOnce(main?.volumeMounts, spec.volumes);
  const pod = {
    securityContext: spec.securityContext,
    serviceAccountName: spec.serviceAccountName,
    nodeSelector: spec.nodeSelector,
    tolerations: spec.tolerations,
    affinity: spec.affinity,
    volumes: [...(spec.volumes ?? []), ...copies],
    imagePullSecrets: spec.imagePullSecrets,
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
    containers: main === undefined ? [] : [{ name: main.name, securityContext: main.securityContext, volumeMounts }],
  };
  return {
    trainer: {
      image: main?.image,
      command: main?.command,
      args: main?.args,
      env: main?.env,
      resourcesPerNode: main?.resources,
    },
    runtimePatches: [
      {
        manager: 'mlops.cdk8s.io/training',
        trainingRuntimeSpec: {
          template: {
            spec: {
              replicatedJobs: jobs.map((name) => ({
                name,
                template: { spec: { template: { metadata, spec: pod } } },
              })),
            },
          },
        },
      },
    ],
  };
}

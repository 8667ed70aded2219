import type { PodTemplate } from '../../../imports/kubernetes';
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
  'imagePullSecrets',
];

/** The training as a TrainJob can say it: its program in `trainer`, the rest of its pod as patches of the runtime. */
export function patchesOf(
  { metadata, spec }: PodTemplate,
  { jobs = ['node'] }: RuntimeReference,
): { readonly trainer: Partial<TrainJobSpec['trainer']>; readonly runtimePatches: readonly RuntimePatch[] } {
  const [main] = spec.containers;
  const pod = {
    securityContext: spec.securityContext,
    serviceAccountName: spec.serviceAccountName,
    nodeSelector: spec.nodeSelector,
    tolerations: spec.tolerations,
    affinity: spec.affinity,
    volumes: spec.volumes,
    imagePullSecrets: spec.imagePullSecrets,
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
    containers: spec.containers.map(({ name, securityContext, volumeMounts }) => ({
      name,
      securityContext,
      volumeMounts,
    })),
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

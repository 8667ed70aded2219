import type { DeletionRule, RayClusterSpec, RayJobSpec } from '../../../imports/ray';
import { seconds } from '../../duration';
import { containerSecurity } from '../../pod/hardening';
import { resourcesOf } from '../../vocabulary/compute';
import { nameOf } from '../../vocabulary/named';
import type { TrainingContext } from '../training-engine';
import { authOf, type RayElastic, type RayJobOptions, type RayKept } from './ray-options';

/** The autoscaler runs beside the head. */
const autoscaler = { cpu: '500m', memory: '512Mi', ephemeralStorage: '1Gi' } as const;

/** Everything of a Ray cluster but its pods. */
export function rayCluster(
  { platform }: TrainingContext,
  options: RayJobOptions,
): Omit<RayClusterSpec, 'headGroupSpec' | 'workerGroupSpecs'> {
  const { rayVersion, elastic, gcsFaultTolerance: kept } = options;
  const password = kept?.redisPassword;
  return {
    rayVersion,
    ...(elastic !== undefined && {
      enableInTreeAutoscaling: true as const,
      autoscalerOptions: {
        version: 'v2' as const,
        idleTimeoutSeconds: seconds(elastic.idle ?? '1m'),
        resources: resourcesOf(autoscaler, platform),
        securityContext: containerSecurity,
        env: [{ name: 'HOME', value: '/tmp' }],
        volumeMounts: [{ name: 'scratch-tmp', mountPath: '/tmp' }],
      },
    }),
    ...(authOf(options) && { authOptions: { mode: 'token' as const } }),
    ...(kept !== undefined && {
      gcsFaultToleranceOptions: {
        redisAddress: kept.redisAddress,
        ...(password !== undefined && {
          redisPassword: { valueFrom: { secretKeyRef: { name: nameOf(password.secret), key: password.key } } },
        }),
      },
    }),
  };
}

/** How many workers there are at first, at least and at most. */
export function rayReplicas(workers: number, elastic: RayElastic | undefined) {
  const { min = elastic === undefined ? workers : 0, max = workers } = elastic ?? {};
  return { replicas: workers, minReplicas: min, maxReplicas: max };
}

type CleanUp = Pick<RayJobSpec, 'shutdownAfterJobFinishes' | 'deletionStrategy'>;

/** What goes when a run has ended; never the run itself, which a sync would start again. */
export function rayCleanUp({ keep }: RayJobOptions): CleanUp {
  if (keep === undefined) return { shutdownAfterJobFinishes: true };
  return {
    shutdownAfterJobFinishes: false,
    deletionStrategy: {
      deletionRules: [
        ...rulesAfter({ jobStatus: 'SUCCEEDED' }, keep.succeeded),
        ...rulesAfter({ jobDeploymentStatus: 'Failed' }, keep.failed),
      ],
    },
  };
}

function rulesAfter(
  end: Omit<DeletionRule['condition'], 'ttlSeconds'>,
  { workers, cluster = workers }: RayKept = {},
): readonly DeletionRule[] {
  const after = (kept: typeof cluster) => ({ ...end, ttlSeconds: kept === undefined ? 0 : seconds(kept) });
  return [
    ...(workers === undefined ? [] : [{ policy: 'DeleteWorkers' as const, condition: after(workers) }]),
    { policy: 'DeleteCluster' as const, condition: after(cluster) },
  ];
}

import type { PodSpec } from '../../imports/kubernetes';
import type { Labels } from '../vocabulary/labels';

/** Soft spreading: over zones by count of the newest revision, away from nodes that already have one. */
export function spreadOver(labels: Labels): Pick<PodSpec, 'topologySpreadConstraints' | 'affinity'> {
  return {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: labels },
        matchLabelKeys: ['pod-template-hash'],
      },
    ],
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } },
          },
        ],
      },
    },
  };
}

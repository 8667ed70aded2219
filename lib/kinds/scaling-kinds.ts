import type { KindDefinition } from './kind';

/** Kinds of KEDA and of the vertical autoscaler. */
export const scalingKinds: readonly KindDefinition[] = [
  { group: 'keda.sh', kind: 'TriggerAuthentication', operator: 'keda', order: 298, wave: -1 },
  {
    group: 'keda.sh',
    kind: 'ScaledObject',
    operator: 'keda',
    order: 301,
    health: true,
    nameLimit: 54,
    scales: { target: '/spec/scaleTargetRef', min: '/spec/minReplicaCount', max: '/spec/maxReplicaCount' },
  },
  { group: 'autoscaling.k8s.io', kind: 'VerticalPodAutoscaler', operator: 'vertical-pod-autoscaler', order: 302 },
];

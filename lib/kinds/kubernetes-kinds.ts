import type { KindDefinition } from './kind';

const rbac = 'rbac.authorization.k8s.io';
const template = '/spec/template';
const replicas = { template, count: '/spec/replicas' };
const scaleTarget = { target: '/spec/scaleTargetRef', min: '/spec/minReplicas', max: '/spec/maxReplicas' };
const job = [
  '/spec/template',
  '/spec/selector',
  '/spec/completions',
  '/spec/completionMode',
  '/spec/podFailurePolicy',
  '/spec/backoffLimitPerIndex',
  '/spec/successPolicy',
];

/** Kinds of Kubernetes itself and of the Gateway API. */
export const kubernetesKinds: readonly KindDefinition[] = [
  { group: '', kind: 'Namespace', scope: 'home', order: 10, wave: -3, nameLimit: 63, guarded: true },
  {
    group: 'scheduling.k8s.io',
    kind: 'PriorityClass',
    scope: 'cluster',
    order: 20,
    wave: -3,
    immutable: ['/value', '/preemptionPolicy'],
  },
  { group: '', kind: 'ResourceQuota', order: 30, wave: -2 },
  { group: '', kind: 'LimitRange', order: 40, wave: -2 },
  { group: 'networking.k8s.io', kind: 'NetworkPolicy', order: 50, wave: -2 },
  { group: '', kind: 'ServiceAccount', order: 60, wave: -2 },
  { group: rbac, kind: 'ClusterRole', scope: 'cluster', order: 70, wave: -2 },
  { group: rbac, kind: 'Role', order: 71, wave: -2 },
  { group: rbac, kind: 'ClusterRoleBinding', scope: 'cluster', order: 72, wave: -2, immutable: ['/roleRef'] },
  { group: rbac, kind: 'RoleBinding', order: 73, wave: -2, immutable: ['/roleRef'] },
  { group: '', kind: 'ConfigMap', order: 80, wave: -1 },
  { group: '', kind: 'Secret', order: 81, wave: -1, immutable: ['/type'] },
  { group: 'resource.k8s.io', kind: 'ResourceClaimTemplate', order: 90, wave: -1, immutable: ['/spec'] },
  {
    group: '',
    kind: 'PersistentVolumeClaim',
    order: 100,
    guarded: true,
    health: true,
    immutable: [
      '/spec/accessModes',
      '/spec/storageClassName',
      '/spec/volumeMode',
      '/spec/selector',
      '/spec/dataSource',
    ],
  },
  { group: '', kind: 'Service', order: 200, nameLimit: 63, health: true, immutable: ['/spec/clusterIP'] },
  {
    group: 'apps',
    kind: 'Deployment',
    order: 210,
    pods: [{ ...replicas, grows: 'rollout' }],
    nameLimit: 63,
    health: true,
    immutable: ['/spec/selector'],
  },
  {
    group: 'apps',
    kind: 'StatefulSet',
    order: 211,
    pods: [replicas],
    nameLimit: 52,
    health: true,
    immutable: ['/spec/selector', '/spec/serviceName', '/spec/volumeClaimTemplates', '/spec/podManagementPolicy'],
  },
  {
    group: 'apps',
    kind: 'DaemonSet',
    order: 212,
    pods: [{ template, grows: 'nodes' }],
    nameLimit: 63,
    health: true,
    immutable: ['/spec/selector'],
  },
  {
    group: 'batch',
    kind: 'CronJob',
    order: 220,
    pods: [
      {
        template: '/spec/jobTemplate/spec/template',
        count: '/spec/jobTemplate/spec/parallelism',
        grows: 'schedule',
        suspended: '/spec/suspend',
      },
    ],
    deadline: '/spec/jobTemplate/spec/activeDeadlineSeconds',
    nameLimit: 52,
    health: true,
  },
  {
    group: 'batch',
    kind: 'Job',
    order: 230,
    pods: [{ template, count: '/spec/parallelism', suspended: '/spec/suspend' }],
    deadline: '/spec/activeDeadlineSeconds',
    lifecycle: 'run',
    nameLimit: 63,
    health: true,
    immutable: job,
  },
  { group: '', kind: 'Pod', order: 240, pods: [{ template: '' }], health: true, immutable: ['/spec'] },
  { group: 'autoscaling', kind: 'HorizontalPodAutoscaler', order: 300, health: true, scales: scaleTarget },
  { group: 'policy', kind: 'PodDisruptionBudget', order: 310, health: true },
  { group: 'networking.k8s.io', kind: 'Ingress', order: 320, health: true },
  { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', order: 321, health: true },
  { group: 'gateway.networking.k8s.io', kind: 'GRPCRoute', order: 323 },
];

import type { KindDefinition } from './kind';

const rbac = 'rbac.authorization.k8s.io';
const template = '/spec/template';
const replicas = [{ template, count: '/spec/replicas' }];
const job = ['/spec/template', '/spec/selector', '/spec/completions', '/spec/completionMode', '/spec/podFailurePolicy'];

const canary = '/spec/strategy/canary';
const blueGreen = '/spec/strategy/blueGreen';
/** The rule that Argo Rollouts adds for a header. */
const headerRule = (list: string) => `${list}[] | select(.name == "rollout-header")`;

/** One record for each kind that the library emits, in the order of a file. */
export const kindTable: readonly KindDefinition[] = [
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
    pods: replicas,
    nameLimit: 63,
    health: true,
    immutable: ['/spec/selector'],
  },
  {
    group: 'apps',
    kind: 'StatefulSet',
    order: 211,
    pods: replicas,
    nameLimit: 52,
    health: true,
    immutable: ['/spec/selector', '/spec/serviceName', '/spec/volumeClaimTemplates', '/spec/podManagementPolicy'],
  },
  {
    group: 'apps',
    kind: 'DaemonSet',
    order: 212,
    pods: [{ template }],
    nameLimit: 63,
    health: true,
    immutable: ['/spec/selector'],
  },
  { group: 'argoproj.io', kind: 'AnalysisTemplate', order: 205, wave: -1 },
  {
    group: 'argoproj.io',
    kind: 'Rollout',
    order: 213,
    pods: replicas,
    nameLimit: 46,
    health: true,
    writesTo: [
      {
        group: '',
        kind: 'Service',
        names: [
          `${canary}/stableService`,
          `${canary}/canaryService`,
          `${blueGreen}/activeService`,
          `${blueGreen}/previewService`,
        ],
        fields: ['/spec/selector/rollouts-pod-template-hash'],
      },
      {
        group: 'gateway.networking.k8s.io',
        kind: 'HTTPRoute',
        names: [`${canary}/trafficRouting/plugins/argoproj-labs~1gatewayAPI/httpRoutes/*/name`],
        fields: ['.spec.rules[].backendRefs[].weight', headerRule('.spec.rules')],
      },
      {
        group: 'networking.istio.io',
        kind: 'VirtualService',
        names: [`${canary}/trafficRouting/istio/virtualService/name`],
        fields: ['.spec.http[].route[].weight', headerRule('.spec.http')],
      },
    ],
  },
  {
    group: 'batch',
    kind: 'CronJob',
    order: 220,
    pods: [{ template: '/spec/jobTemplate/spec/template', count: '/spec/jobTemplate/spec/parallelism' }],
    nameLimit: 52,
    health: true,
  },
  {
    group: 'batch',
    kind: 'Job',
    order: 230,
    pods: [{ template, count: '/spec/parallelism' }],
    lifecycle: 'run',
    nameLimit: 63,
    health: true,
    immutable: job,
  },
  { group: '', kind: 'Pod', order: 240, pods: [{ template: '' }], health: true, immutable: ['/spec'] },
  { group: 'autoscaling', kind: 'HorizontalPodAutoscaler', order: 300, health: true },
  { group: 'policy', kind: 'PodDisruptionBudget', order: 310, health: true },
  { group: 'networking.k8s.io', kind: 'Ingress', order: 320, health: true },
  { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', order: 321, health: true },
  { group: 'networking.istio.io', kind: 'VirtualService', order: 322 },
  { group: 'argoproj.io', kind: 'AppProject', order: 400, wave: -1 },
  { group: 'argoproj.io', kind: 'Application', order: 410, health: true },
];

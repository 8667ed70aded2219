import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { Platform } from '../platform/platform';
import type { AccountRule } from '../vocabulary/identity';
import { deployed, type OperatorRight, operated, operatorRights, run, seen } from './operator-rights';
import type { Groups } from './workspace-spec';

const group = 'rbac.authorization.k8s.io';
const see = ['get', 'list', 'watch'];
const change = ['create', 'delete', 'patch', 'update'];

function rule(apiGroup: string, resources: readonly string[], verbs: readonly string[]): AccountRule {
  return { apiGroups: [apiGroup], resources, verbs };
}

const viewer: readonly AccountRule[] = [
  rule(
    '',
    [
      'configmaps',
      'events',
      'limitranges',
      'persistentvolumeclaims',
      'pods',
      'pods/log',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
    see,
  ),
  rule('apps', ['deployments', 'replicasets', 'statefulsets'], see),
  rule('autoscaling', ['horizontalpodautoscalers'], see),
  rule('batch', ['cronjobs', 'jobs'], see),
  rule('gateway.networking.k8s.io', ['httproutes'], see),
  rule('networking.k8s.io', ['ingresses', 'networkpolicies'], see),
  rule('policy', ['poddisruptionbudgets'], see),
];

const dataScientist: readonly AccountRule[] = [
  ...viewer,
  rule('batch', ['jobs'], ['create', 'delete']),
  rule('', ['pods/portforward'], ['create', 'get']),
];

const mlEngineer: readonly AccountRule[] = [
  ...dataScientist,
  rule('apps', ['deployments', 'deployments/scale'], ['patch', 'update']),
  rule('autoscaling', ['horizontalpodautoscalers'], ['patch', 'update']),
  rule('batch', ['cronjobs'], ['patch', 'update']),
  rule('', ['configmaps'], ['create', 'patch', 'update']),
  rule('', ['pods'], ['delete']),
  rule('', ['pods/exec'], ['create', 'get']),
];

/** No roles, bindings, quotas or secrets: a deployer cannot raise its own rights. */
const deployer: readonly AccountRule[] = [
  ...viewer,
  rule('', ['configmaps', 'persistentvolumeclaims', 'serviceaccounts', 'services'], change),
  rule('apps', ['deployments', 'statefulsets'], change),
  rule('autoscaling', ['horizontalpodautoscalers'], change),
  rule('batch', ['cronjobs', 'jobs'], change),
  rule('gateway.networking.k8s.io', ['httproutes'], change),
  rule('networking.k8s.io', ['ingresses', 'networkpolicies'], change),
  rule('policy', ['poddisruptionbudgets'], change),
];

interface PeopleRole {
  readonly name: string;
  readonly rules: readonly AccountRule[];
  /** With what operators bring. */
  readonly custom: readonly OperatorRight[];
}

const roles: Readonly<Record<keyof Groups, PeopleRole>> = {
  dataScientists: { name: 'data-scientist', rules: dataScientist, custom: [seen, run] },
  mlEngineers: { name: 'ml-engineer', rules: mlEngineer, custom: [seen, run, operated] },
  deployers: { name: 'deployer', rules: deployer, custom: [seen, deployed] },
  viewers: { name: 'viewer', rules: viewer, custom: [seen] },
};

/** The four roles of the namespace, and who has them; they reach what the platform's operators bring, queues included. @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function workspaceRoles(scope: Construct, groups: Groups, platform: Platform): void {
  for (const [people, { name, rules: own, custom }] of Object.entries(roles) as [keyof Groups, PeopleRole][]) {
    const rules = [...own, ...custom.flatMap((right) => operatorRights(platform, right))];
    emit(scope, `Role-${name}`, { apiVersion: `${group}/v1`, kind: 'Role', metadata: { name }, rules });
    const members = groups[people] ?? [];
    if (members.length === 0) continue;
    emit(scope, `RoleBinding-${name}`, {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { name },
      roleRef: { apiGroup: group, kind: 'Role', name },
      subjects: [...members].sort().map((member) => ({ apiGroup: group, kind: 'Group', name: member })),
    });
  }
}

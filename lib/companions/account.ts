import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { Platform } from '../platform/platform';
import type { AccountRule, Identity } from '../vocabulary/identity';
import type { Labels } from '../vocabulary/labels';
import { nameOf } from '../vocabulary/named';

/** As whom pods act: the account's name, and whether they get its token. */
export interface Account {
  readonly name: string;
  readonly token: boolean;
}

/** The account that an identity asks for: an existing one, or one of its own with its role. */
export function account(
  scope: Construct,
  name: string,
  identity: Identity,
  labels: Labels,
  platform: Platform,
): Account {
  const { account: existing, cloudRole, rules, token = rules !== undefined } = identity;
  if (existing !== undefined) return { name: nameOf(existing), token };
  const annotation = platform.cloudRoleAnnotation;
  emit(scope, 'Account', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name,
      labels,
      ...(cloudRole !== undefined && annotation !== undefined && { annotations: { [annotation]: cloudRole } }),
    },
    automountServiceAccountToken: false,
    ...((platform.pullSecrets ?? []).length > 0 && {
      imagePullSecrets: platform.pullSecrets?.map((secret) => ({ name: secret })),
    }),
  });
  if (rules !== undefined) grant(scope, name, name, rules, labels);
  return { name, token };
}

/** A role with these rules, and its binding to an account of the namespace. */
export function grant(
  scope: Construct,
  name: string,
  account: string,
  rules: readonly AccountRule[],
  labels: Labels,
): void {
  const rbac = 'rbac.authorization.k8s.io';
  emit(scope, 'Role', { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name, labels }, rules });
  emit(scope, 'RoleBinding', {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name, labels },
    roleRef: { apiGroup: rbac, kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: Chart.of(scope).namespace }],
  });
}

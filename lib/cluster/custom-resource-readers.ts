import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';

const name = 'custom-resource-reader';
const rbac = 'rbac.authorization.k8s.io';

/** The right to see which custom resources there are, which kube-state-metrics asks before it reads any, bound to that of each namespace. */
export function customResourceReaders(scope: Construct, namespaces: readonly string[]): void {
  if (namespaces.length === 0) return;
  emit(scope, name, {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name },
    rules: [
      { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['list', 'watch'] },
    ],
  });
  for (const namespace of namespaces) {
    emit(scope, `${name}-${namespace}`, {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: `${name}-${namespace}` },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: 'kube-state-metrics', namespace }],
    });
  }
}

import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';

const name = 'kubelet-metrics-reader';
const rbac = 'rbac.authorization.k8s.io';

/** The right to read the kubelets' metrics, bound to the Prometheus of each namespace. @see https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/ */
export function kubeletReaders(scope: Construct, namespaces: readonly string[]): void {
  if (namespaces.length === 0) return;
  emit(scope, name, {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name },
    rules: [
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    ],
  });
  for (const namespace of namespaces) {
    emit(scope, `${name}-${namespace}`, {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: `${name}-${namespace}` },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace }],
    });
  }
}

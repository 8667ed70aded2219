import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import type { GpuMetricsFacts } from '../platform/gpu-metrics';

const name = 'gpu-metrics-reader';
const rbac = 'rbac.authorization.k8s.io';

/** The right to find the pods of the GPU exporter, bound to the Prometheus of each namespace. */
export function gpuMetricsReaders(scope: Construct, { namespace, readers }: GpuMetricsFacts): void {
  emit(scope, name, {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name, namespace },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
  });
  for (const reader of readers) {
    emit(scope, `${name}-${reader}`, {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: `${name}-${reader}`, namespace },
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: 'prometheus', namespace: reader }],
    });
  }
}

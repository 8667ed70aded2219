import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';

const rbac = 'rbac.authorization.k8s.io';

/** A right of reading, and the account of each namespace that has it. */
export interface Readers {
  readonly name: string;
  readonly rules: readonly object[];
  readonly account: string;
  readonly namespaces: readonly string[];
  /** Namespace whose objects they read. @default objects of the cluster */
  readonly within?: string;
}

/** One role, and one binding for each namespace; nothing where nobody reads. */
export function readers(scope: Construct, { name, rules, account, namespaces, within }: Readers): void {
  if (namespaces.length === 0) return;
  const kind = within === undefined ? 'ClusterRole' : 'Role';
  const apiVersion = `${rbac}/v1`;
  emit(scope, name, { apiVersion, kind, metadata: { name, namespace: within }, rules });
  for (const namespace of namespaces) {
    emit(scope, `${name}-${namespace}`, {
      apiVersion,
      kind: `${kind}Binding`,
      metadata: { name: `${name}-${namespace}`, namespace: within },
      roleRef: { apiGroup: rbac, kind, name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    });
  }
}

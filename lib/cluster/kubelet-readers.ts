import type { Readers } from './readers';

/** The right to read the kubelets' metrics, of the Prometheus of each namespace. @see https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/ */
export function kubeletReaders(namespaces: readonly string[] = []): Readers {
  return {
    name: 'kubelet-metrics-reader',
    rules: [
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    ],
    account: 'prometheus',
    namespaces,
  };
}

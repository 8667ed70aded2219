import type { Readers } from './readers';

/** The right to see which custom resources there are, which kube-state-metrics asks before it reads any. */
export function customResourceReaders(namespaces: readonly string[] = []): Readers {
  return {
    name: 'custom-resource-reader',
    rules: [
      { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['list', 'watch'] },
    ],
    account: 'kube-state-metrics',
    namespaces,
  };
}

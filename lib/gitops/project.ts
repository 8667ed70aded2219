import type { KubernetesObject } from '../../imports/kubernetes';
import type { Kind } from '../kinds/kind';
import { noNamespace } from './application';
import type { Contents } from './contents';
import type { Destination } from './git-ops-props';

/** Group and kind, each once, in order. */
function whitelist(kinds: readonly Kind[]): readonly { group: string; kind: string }[] {
  const keys = kinds.map(({ group, kind }) => `${group}/${kind}`);
  return [...new Set(keys)].sort().map((key) => {
    const [group = '', kind = ''] = key.split('/');
    return { group, kind };
  });
}

/** What an environment may hold: its namespaces, and the kinds that it has. @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/ */
export function project(
  name: string,
  contents: Contents,
  repository: string,
  destination: Destination,
  argoNamespace: string,
): KubernetesObject {
  const namespaces = [...contents.namespaces].sort();
  const kinds = [...contents.kinds];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace: argoNamespace, annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
    spec: {
      description: `Written by cdk8s-mlops: what ${name} may hold`,
      sourceRepos: [repository],
      destinations: (namespaces.length > 0 ? namespaces : [noNamespace]).map((namespace) => ({
        ...destination,
        namespace,
      })),
      clusterResourceWhitelist: whitelist(kinds.filter(({ scope }) => scope !== 'namespaced')),
      namespaceResourceWhitelist: whitelist(kinds.filter(({ scope }) => scope === 'namespaced')),
    },
  };
}

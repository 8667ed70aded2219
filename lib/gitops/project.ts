import type { KubernetesObject } from '../../imports/kubernetes';
import type { FinishedObject } from '../app/finished';
import { groupOf } from '../kinds/kind';
import { Kinds } from '../kinds/kinds';
import { noNamespace } from './application';
import type { Destination } from './git-ops-props';

/** Group and kind of the objects, each once, in order. */
function whitelist(
  finished: readonly FinishedObject[],
  namespaced: boolean,
): readonly { group: string; kind: string }[] {
  const kinds = finished
    .filter(({ json }) => (Kinds.of(json).scope === 'namespaced') === namespaced)
    .map(({ json }) => `${groupOf(json.apiVersion)}/${json.kind}`);
  return [...new Set(kinds)].sort().map((key) => {
    const [group = '', kind = ''] = key.split('/');
    return { group, kind };
  });
}

/** What an environment may hold: its namespaces, and the kinds that it has. @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/ */
export function project(
  name: string,
  finished: readonly FinishedObject[],
  repository: string,
  destination: Destination,
  argoNamespace: string,
): KubernetesObject {
  const namespaces = [...new Set(finished.flatMap(({ json }) => json.metadata.namespace ?? []))].sort();
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
      clusterResourceWhitelist: whitelist(finished, false),
      namespaceResourceWhitelist: whitelist(finished, true),
    },
  };
}

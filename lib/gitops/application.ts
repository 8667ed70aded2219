import type { KubernetesObject } from '../../imports/kubernetes';
import type { Contents } from './contents';
import type { Automated, Destination } from './git-ops-props';
import { ignoreDifferences } from './ignore-differences';

/** One Application: a folder of files, and everything that follows from what is in them. */
export interface ApplicationRequest {
  readonly name: string;
  readonly project: string;
  readonly folder: string;
  readonly contents: Contents;
  readonly repository: string;
  readonly revision: string;
  readonly destination: Destination;
  readonly automated: Automated | false;
  readonly argoNamespace: string;
}

/** Argo CD wants a namespace also where every object has cluster scope. */
export const noNamespace = 'default';

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml */
export function application(request: ApplicationRequest): KubernetesObject {
  const { name, project, folder, contents, repository, revision, destination, automated, argoNamespace } = request;
  const [namespace = noNamespace] = contents.namespaces;
  const ignored = ignoreDifferences(contents);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: argoNamespace },
    spec: {
      project,
      source: { repoURL: repository, targetRevision: revision, path: folder },
      destination: { ...destination, namespace },
      ...(ignored.length > 0 && { ignoreDifferences: ignored }),
      syncPolicy: {
        ...(automated !== false && {
          automated: { prune: automated.prune ?? true, selfHeal: automated.selfHeal ?? true },
        }),
        syncOptions: ['ApplyOutOfSyncOnly=true', 'PruneLast=true', 'RespectIgnoreDifferences=true'],
        retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
      },
    },
  };
}

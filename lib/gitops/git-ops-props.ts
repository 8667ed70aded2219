import { dnsName } from '../names';
import { type Check, flag, mapOf, record, required, text } from '../shape';

/** A cluster as Argo CD knows it: by address or by name. */
export type Destination = { readonly server: string } | { readonly name: string };

/** What a sync may do by itself. @see https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/ */
export interface Automated {
  /** Removes what Git no longer has; guarded objects stay. @default true */
  readonly prune?: boolean;
  /** Undoes changes made on the cluster. @default true */
  readonly selfHeal?: boolean;
}

export interface GitOpsProps {
  /** Address of the repository that holds the output folder. */
  readonly repository: string;
  /** Branch, tag or commit. @default 'main' */
  readonly revision?: string;
  /** The output folder in the repository. @default 'dist' */
  readonly path?: string;
  /** Namespace of Argo CD. @default 'argocd' */
  readonly argoNamespace?: string;
  /** Clusters by the platform's name. @default the cluster of Argo CD itself */
  readonly destinations?: Readonly<Record<string, Destination>>;
  /** Automatic syncs by environment or cluster; `false` syncs by hand. @default all, with prune and selfHeal */
  readonly automated?: Readonly<Record<string, Automated | false>>;
}

const destination: Check<Destination> = (value, field) => {
  const keys = Object.keys(value ?? {});
  if (keys.length !== 1 || (keys[0] !== 'server' && keys[0] !== 'name')) {
    field.problem('not-allowed', { got: value, allowed: '{ server } or { name }', remedy: 'give one of them' });
  }
};

const automated: Check<Automated | false> = (value, field) => {
  if (value !== false) record<Automated>({ prune: flag, selfHeal: flag })(value, field);
};

export const gitOpsProps: Check<GitOpsProps> = record<GitOpsProps>({
  repository: required(text),
  revision: text,
  path: text,
  argoNamespace: dnsName,
  destinations: mapOf(destination),
  automated: mapOf(automated),
});

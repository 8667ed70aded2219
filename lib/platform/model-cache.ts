import { dnsName } from '../names';
import { quantity } from '../quantity';
import { type Check, listOf, mapOf, record, required, text } from '../shape';
import { mountPath } from '../vocabulary/storage';

/** Nodes that keep models on disks of their own. */
export interface ModelCacheGroup {
  /** Pool of the nodes. */
  readonly pool: string;
  /** Room for models on each node. */
  readonly size: string;
  /** Folder of the disk, which KServe's agent on the nodes has too. @default '/models', as KServe installs it */
  readonly path?: string;
  /** Storage class of volumes on the nodes' disks. @default 'local-storage' */
  readonly storageClass?: string;
}

/** A model that nodes keep. */
export interface CachedModel {
  /** Where it lies, as services say it: services of this address and of what is below it find it on the node. */
  readonly uri: string;
  readonly size: string;
  /** Groups whose nodes keep it. */
  readonly groups: readonly string[];
  /** Account with the store's credentials, in the namespace of KServe's downloads. @default none: the store is open */
  readonly account?: string;
}

/** KServe's cache of models; `Cluster` emits groups and models. @see https://kserve.github.io/website/docs/install/localmodel-install */
export interface ModelCacheFacts {
  /** By name. */
  readonly groups: Readonly<Record<string, ModelCacheGroup>>;
  /** By name. @default none */
  readonly models?: Readonly<Record<string, CachedModel>>;
}

export const modelCache: Check<ModelCacheFacts> = record<ModelCacheFacts>({
  groups: required(
    mapOf(
      record<ModelCacheGroup>({
        pool: required(dnsName),
        size: required(quantity),
        path: mountPath,
        storageClass: dnsName,
      }),
      dnsName,
    ),
  ),
  models: mapOf(
    record<CachedModel>({
      uri: required(text),
      size: required(quantity),
      groups: required(listOf(dnsName, 1)),
      account: dnsName,
    }),
    dnsName,
  ),
});

/** Whether KServe serves an address from a cached one: it is the same, or a folder below. */
export function servedBy(cached: string, uri: string): boolean {
  const folder = (address: string) => address.replace(/\/?$/, '/');
  return folder(uri).startsWith(folder(cached));
}

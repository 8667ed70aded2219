import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import { catalogueReference } from '../platform/image-catalogue';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { inMebibytes, parseQuantity } from '../quantity';
import type { Compute } from '../vocabulary/compute';
import { ephemeralStorageOf } from '../vocabulary/compute';
import type { Labels } from '../vocabulary/labels';
import { configFiles, scratch, written } from '../vocabulary/storage';
import type { Fetch, Placed } from './model-source';
import { fetcher, storeModules } from './store-modules';

const programs = '/opt/fetch-model';

/** The ConfigMap of a workload that fetches models, by name. */
export function fetcherName(workload: string): string {
  return `${workload}-fetch-model`;
}

/** The program, and what knows the stores that are asked. */
export function emitFetcher(scope: Construct, workload: string, fetches: readonly Fetch[], labels: Labels): void {
  emit(scope, 'FetchModel', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: fetcherName(workload), labels },
    data: Object.assign({}, fetcher, ...fetches.map(({ store }) => storeModules[store])),
  });
}

/** An init container that puts the model where the server finds it: whole and as promised, or not at all. */
export function fetchContainer(
  { name, workload, disk }: { readonly name: string; readonly workload: string; readonly disk: string },
  { path, mounts }: Placed,
  { store, uri, sha256, variables, credentials }: Fetch,
  platform: Platform,
): ContainerRequest {
  return {
    name,
    image: catalogueReference('python', platform),
    command: ['python', `${programs}/fetch_model.py`],
    args: ['--store', store, '--uri', uri, '--to', path, ...(sha256 === undefined ? [] : ['--sha256', sha256])],
    env: variables,
    adds: [
      { name: 'PYTHONDONTWRITEBYTECODE', value: '1' },
      { name: 'PYTHONUNBUFFERED', value: '1' },
    ],
    secrets: credentials === undefined ? [] : [credentials],
    compute: { cpu: '250m', memory: '256Mi', ephemeralStorage: disk },
    mounts: [...mounts.map(written), configFiles(fetcherName(workload), programs), scratch('/tmp', '64Mi')],
  };
}

/**
 * What each fetching container asks of the node's disk: a pod may use as much as its largest init container, or all
 * others together, and the folders of all models count.
 */
export function diskOfFetches(fetches: readonly Fetch[], beside: readonly Compute[]): string {
  const folders = fetches.flatMap(({ volume }) => (typeof volume === 'string' ? [volume] : []));
  if (folders.length === 0) return '64Mi';
  const sum = [...folders, ...beside.map(ephemeralStorageOf)].reduce(
    (all, one) => all + (parseQuantity(one) ?? 0n),
    0n,
  );
  return inMebibytes(sum);
}

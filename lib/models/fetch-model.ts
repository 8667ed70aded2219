import type { Construct } from 'constructs';
import { emit } from '../kinds/emit';
import { catalogueReference } from '../platform/image-catalogue';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { canonicalQuantity, parseQuantity } from '../quantity';
import type { Compute } from '../vocabulary/compute';
import { ephemeralStorageOf } from '../vocabulary/compute';
import type { Labels } from '../vocabulary/labels';
import { configFiles, scratch, written } from '../vocabulary/storage';
import type { Fetch, Placed } from './model-source';
import { fetcher, storeModules } from './programs';

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
  { name, workload, server }: { readonly name: string; readonly workload: string; readonly server: Compute },
  { path, mounts }: Placed,
  { store, uri, sha256, variables, credentials, volume }: Fetch,
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
    compute: { cpu: '250m', memory: '256Mi', ephemeralStorage: nodeDisk(volume, server) },
    mounts: [...mounts.map(written), configFiles(fetcherName(workload), programs), scratch('/tmp', '64Mi')],
  };
}

/** A pod may use as much of its node's disk as its largest init container, or all others together. */
function nodeDisk(volume: Fetch['volume'], server: Compute): string {
  if (typeof volume !== 'string') return '64Mi';
  const thousandths = (text: string) => parseQuantity(text) ?? 0n;
  const mebibyte = 1000n * 1024n ** 2n;
  const sum = thousandths(volume) + thousandths(ephemeralStorageOf(server));
  return canonicalQuantity(`${(sum + mebibyte - 1n) / mebibyte}Mi`);
}

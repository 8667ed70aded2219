import type { EnvVar } from '../../imports/kubernetes';
import { shortHash } from '../canonical';
import type { Field } from '../problems';
import { type Check, record, required } from '../shape';
import { dataVariables } from './data-lineage';
import { type DataVersion, dataVersion } from './data-version';
import { claimMount, type Mount, mount } from './storage';
import { type ContainerProps, containerShape } from './workload';

/** A folder of a claim that holds each version of the data once, for all who read it. */
export interface DataCache {
  /** `claim.at('/cache')`: each version has a folder of its own in it, DATA_PATH, which the workers only read. */
  readonly at: Mount;
  /**
   * What brings the data: it writes to DATA_PATH what DATA_URI and DATA_VERSION say, and ends. The pod that comes first runs
   * it, the others wait. Its image has `sh` and `find`.
   */
  readonly fill: Omit<ContainerProps, 'mounts'>;
}

const { mounts: _ours, ...fillShape } = containerShape;

export const dataCache: Check<DataCache> = record<DataCache>(
  { at: required(mount), fill: required(record<DataCache['fill']>(fillShape)) },
  ({ at, fill }, field) => {
    if (!('claim' in at.source) || at.readOnly) {
      field.at('at').problem('not-allowed', {
        got: at.readOnly ? 'a folder that is only read' : 'a folder that ends with its pod',
        allowed: 'a folder of a claim that is written to',
        remedy: "give claim.at('/cache'): the workers only read it anyway",
      });
    }
    if (fill.command === undefined) {
      field.at('fill').at('command').problem('missing-prop', {
        got: 'fill without command',
        allowed: 'a command',
        remedy: "give 'command': what the image starts by itself cannot be run once for all",
      });
    }
  },
);

/** A cache is of some version. */
export function cacheNeedsData(cache: DataCache | undefined, data: DataVersion | undefined, field: Field): void {
  if (cache === undefined || data !== undefined) return;
  field.at('data').problem('missing-prop', {
    got: 'a cache without the version of its data',
    allowed: 'data',
    remedy: "give data: { uri: 's3://bucket/houses', revision: 'v3' }",
  });
}

/** The folder of a version; the same for everybody who reads that version on that claim. */
export function cachedPath({ at }: DataCache, data: DataVersion): string {
  return `${at.path}/${shortHash({ data: dataVersion(data) })}`;
}

/** Which data a program reads, and where it finds it, if it is fetched for it. */
export function readingVariables(data: DataVersion | undefined, cache: DataCache | undefined): readonly EnvVar[] {
  const fetched =
    cache === undefined || data === undefined ? [] : [{ name: 'DATA_PATH', value: cachedPath(cache, data) }];
  return [...dataVariables(data), ...fetched];
}

/** The mounts with the cache's among them, which is only read. */
export function withCache(mounts: readonly Mount[], cache: DataCache | undefined): readonly Mount[] {
  if (cache === undefined || !('claim' in cache.at.source)) return mounts;
  const { source, path } = cache.at;
  return [...mounts, claimMount(source.claim, source.access, path, { readOnly: true })];
}

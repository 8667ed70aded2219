import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { waitForPaths } from '../pod/wait-for-paths';
import type { TrainingSpec } from './training-job-spec';

/** A run that starts before its data is made waits for it. */
export function waitForData(
  { props: { waitFor: paths }, mounts }: TrainingSpec,
  platform: Platform,
): readonly ContainerRequest[] {
  if (paths === undefined) return [];
  return [
    waitForPaths(
      {
        name: 'wait-for-data',
        what: 'data',
        remedy: 'a pipeline makes it, or correct waitFor',
        paths,
        mounts: mounts.filter((mount) => paths.some((path) => path.startsWith(`${mount.path}/`))),
      },
      platform,
    ),
  ];
}

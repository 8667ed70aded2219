import type { Platform } from '../platform/platform';
import type { Mount } from '../vocabulary/storage';
import type { ContainerRequest } from './container';
import { waitForPaths } from './wait-for-paths';

/** A pod without a model that others put there waits for it. @param title ends the name of the container */
export function waitForModelAt(
  title: string,
  path: string,
  mounts: readonly Mount[],
  platform: Platform,
): ContainerRequest {
  const remedy = 'a training writes it, or correct the version';
  return waitForPaths({ name: `wait-for-${title}`, what: 'the model', remedy, paths: [path], mounts }, platform);
}

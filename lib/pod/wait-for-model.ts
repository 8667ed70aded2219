import type { Platform } from '../platform/platform';
import { type ModelLocation, modelMount, modelPath } from '../vocabulary/model';
import type { ContainerRequest } from './container';
import { waitForPaths } from './wait-for-paths';

/** A pod without its model waits for it. */
export function waitForModel(model: ModelLocation | undefined, platform: Platform): readonly ContainerRequest[] {
  if (model === undefined) return [];
  return [
    waitForPaths(
      {
        name: 'wait-for-model',
        what: 'the model',
        remedy: 'a training writes it, or correct the version',
        paths: [modelPath(model)],
        mounts: [modelMount(model)],
      },
      platform,
    ),
  ];
}

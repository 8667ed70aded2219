import type { Platform } from '../platform/platform';
import { type ModelLocation, modelPath, modelsMount } from '../vocabulary/model';
import type { Mount } from '../vocabulary/storage';
import type { ContainerRequest } from './container';
import { waitForPaths } from './wait-for-paths';

/** A pod without its model waits for it. */
export function waitForModel(model: ModelLocation | undefined, platform: Platform): readonly ContainerRequest[] {
  return model === undefined ? [] : [waitForModelAt('model', modelPath(model), [modelsMount(model)], platform)];
}

/** The same for a model that stands anywhere. @param title ends the name of the container */
export function waitForModelAt(
  title: string,
  path: string,
  mounts: readonly Mount[],
  platform: Platform,
): ContainerRequest {
  const remedy = 'a training writes it, or correct the version';
  return waitForPaths({ name: `wait-for-${title}`, what: 'the model', remedy, paths: [path], mounts }, platform);
}

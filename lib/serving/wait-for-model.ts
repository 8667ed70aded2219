import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { waitForPaths } from '../pod/wait-for-paths';
import { modelPath } from '../vocabulary/model';
import type { ServiceSpec } from './model-service-spec';

/** A pod without its model waits for it. */
export function waitForModel(
  { props: { model }, mounts }: ServiceSpec,
  platform: Platform,
): readonly ContainerRequest[] {
  if (model === undefined) return [];
  return [
    waitForPaths(
      {
        name: 'wait-for-model',
        what: 'the model',
        remedy: 'a training writes it, or correct the version',
        paths: [modelPath(model)],
        mounts: mounts.slice(-1),
      },
      platform,
    ),
  ];
}

import { containersOf } from '../containers';
import type { Policy } from '../policy';

export const imagesPinned: Policy = {
  name: 'images-pinned',
  why: 'a tag that moves runs other code after a restart than the one that was tested',
  check: (object, kind) =>
    containersOf(object, kind).flatMap(({ name, image = '' }) => {
      const tag = /:([^/:@]+)(@|$)/.exec(image)?.[1];
      const pinned = image.includes('@sha256:') || (tag !== undefined && tag !== 'latest');
      return pinned
        ? []
        : [
            {
              got: `container '${name}' with image '${image}'`,
              allowed: 'a fixed tag or a digest',
              remedy: 'pin the image',
            },
          ];
    }),
};

import type { Platform } from './platform';

/** A third-party image: what it is, and as whom it runs. */
export interface CatalogueImage {
  readonly repository: string;
  readonly tag: string;
  /** User and group it can run as. */
  readonly user: number;
}

/** Every third-party image that the library emits, in one place. */
export const imageCatalogue = {
  busybox: { repository: 'docker.io/library/busybox', tag: '1.37.0', user: 65534 },
} as const satisfies Record<string, CatalogueImage>;

/** The reference of a catalogue image on this platform: pushed elsewhere, mirrored, or upstream. */
export function catalogueReference(name: keyof typeof imageCatalogue, platform: Platform): string {
  const { repository, tag } = imageCatalogue[name];
  const path = repository.slice(repository.indexOf('/') + 1);
  return (
    platform.images?.[name] ??
    (platform.imageMirror === undefined ? `${repository}:${tag}` : `${platform.imageMirror}/${path}:${tag}`)
  );
}

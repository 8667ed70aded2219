import { catalogueReference } from '../platform/image-catalogue';
import type { Platform } from '../platform/platform';
import type { Mount } from '../vocabulary/storage';
import type { ContainerRequest } from './container';

/** What a pod waits for before its containers start. */
export interface Waiting {
  readonly name: string;
  /** What it is, in the log: `the model`. */
  readonly what: string;
  /** Where the files come from, in the log. */
  readonly remedy: string;
  readonly paths: readonly string[];
  /** The folders in which the paths lie. */
  readonly mounts: readonly Mount[];
}

/** Holds a pod, with the cause in its log, until files are there: no program that fails again and again without them. */
export function waitForPaths({ name, what, remedy, paths, mounts }: Waiting, platform: Platform): ContainerRequest {
  const script = `trap 'exit 143' TERM
for path in "$@"; do
  until [ -e "$path" ]; do
    echo "waiting for ${what}: nothing at $path yet; ${remedy}"
    sleep 10 & wait $!
  done
done`;
  return {
    name,
    image: catalogueReference('busybox', platform),
    command: ['sh', '-c', script, 'wait', ...paths],
    compute: { cpu: '10m', memory: '16Mi', ephemeralStorage: '16Mi' },
    mounts,
  };
}

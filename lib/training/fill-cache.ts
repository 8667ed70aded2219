import type { ContainerRequest } from '../pod/container';
import { cachedPath } from '../vocabulary/data-cache';
import { dataVariables } from '../vocabulary/data-lineage';
import type { TrainingSpec } from './training-job-spec';

/**
 * Runs a program once for all pods on all nodes that share a folder: who makes the lock first does it, into a folder of its
 * own that is renamed at the end. A lock that nobody has touched for five minutes is that of a pod that is gone.
 */
const once = `target=$1 mine=; shift
trap '[ -z "$mine" ] || { kill $mine; rmdir "$target.lock"; }; exit 143' TERM
while [ ! -e "$target" ]; do
  if mkdir "$target.lock" 2>/dev/null; then
    partial=$target.partial-$HOSTNAME
    rm -rf "$partial" && mkdir -p "$partial" || exit 1
    (while touch -c "$target.lock"; do sleep 20; done) >/dev/null 2>&1 & beat=$!
    DATA_PATH=$partial "$@" & mine="$beat $!"
    wait $!; status=$?
    mine=; kill $beat
    [ $status -eq 0 ] && [ ! -e "$target" ] && mv "$partial" "$target"
    rm -rf "$partial"
    rmdir "$target.lock"
    [ $status -eq 0 ] || exit $status
  elif [ -n "$(find "$target.lock" -maxdepth 0 -mmin +5 2>/dev/null)" ]; then
    echo "nobody fills $target any more: taking over"
    rmdir "$target.lock"
  else
    echo "waiting for $target, which another pod fills"
    sleep 5 & wait $!
  fi
done`;

/** The container that fills the cache of the data before the workers start, unless it is filled. */
export function fillCache({ props: { cache, data } }: TrainingSpec): readonly ContainerRequest[] {
  if (cache === undefined || data === undefined) return [];
  const { at, fill } = cache;
  const { command = [], args = [] } = fill;
  return [
    {
      ...fill,
      name: 'fill-cache',
      command: ['sh', '-c', once, 'fill-cache', cachedPath(cache, data), ...command],
      args,
      adds: dataVariables(data),
      mounts: [at],
    },
  ];
}

import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import type { Watched } from '../vocabulary/watched';
import { customStates, readableStates } from './custom-states';

/**
 * What is watched by the state of its custom resource, where this namespace may read that. Else a Job that tells as much is
 * watched, a Rollout has no rules about its replicas, and a run of which nothing else tells is an error.
 */
export function watchedState(watched: Watched, namespace: string, platform: Platform, field: Field): Watched {
  const { name, workload, custom = workload } = watched;
  const state = customStates.find(({ kind }) => kind === custom?.kind);
  if (state === undefined || workload === undefined || custom === undefined) return watched;
  if (readableStates(namespace, platform).includes(state)) {
    return { ...watched, workload: { ...workload, kind: custom.kind, name: custom.name } };
  }
  if (workload.kind !== state.kind) return watched;
  if (state.ends !== undefined) {
    field.problem('missing-platform-fact', {
      got: `${name}, a ${state.kind} that nothing else tells of`,
      allowed: `a platform with the operator ${state.operator} whose customResourceReaders list the namespace`,
      remedy: `add '${namespace}' to platform.customResourceReaders: Cluster emits the right`,
    });
  }
  return { ...watched, workload: undefined };
}

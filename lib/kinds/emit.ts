import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import { imageAnnotations } from '../platform/image-versions';
import { Platform } from '../platform/platform';
import { Field } from '../problems';
import type { Kind } from './kind';
import { Kinds } from './kinds';
import { podsOf } from './pods-of';

export const syncOptions = 'argocd.argoproj.io/sync-options';
/** For content that a client-side apply could not repeat in its annotation of at most 256 KiB. */
export const appliedByServer = { [syncOptions]: 'ServerSideApply=true' };
export const syncWave = 'argocd.argoproj.io/sync-wave';

/**
 * Writes one object in wire format, with what its kind asks for: sync wave, prune and delete guards, scope.
 * @throws MlopsError `name-too-long`
 */
export function emit(scope: Construct, id: string, object: KubernetesObject): ApiObject {
  const kind = Kinds.of(object);
  const { name } = object.metadata;
  const field = Field.of(scope);
  if (name.length > kind.nameLimit) {
    field.problem('name-too-long', {
      got: `${object.kind} '${name}' of ${name.length} characters`,
      allowed: `at most ${kind.nameLimit} for a ${object.kind}`,
      remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
    });
  }
  field.throwIfAny();
  const annotations = {
    ...(kind.wave !== 0 && { [syncWave]: String(kind.wave) }),
    ...(kind.guarded && { [syncOptions]: 'Delete=false,Prune=false' }),
    ...versionsOf(scope, object, kind),
    ...object.metadata.annotations,
  };
  const emitted = new ApiObject(scope, id, {
    ...object,
    metadata: { ...object.metadata, ...(Object.keys(annotations).length > 0 && { annotations }) },
  });
  if (kind.scope !== 'namespaced' && Chart.of(scope).namespace !== undefined) {
    emitted.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
  return emitted;
}

/** Versions of the images of its pods, on the object itself: they change with builds, and pods would restart. */
function versionsOf(scope: Construct, object: KubernetesObject, kind: Kind): Readonly<Record<string, string>> {
  const versions = kind.pods.length === 0 ? undefined : Platform.find(scope)?.imageVersions;
  if (versions === undefined) return {};
  const images = podsOf(object, kind).flatMap(({ template: { spec } }) =>
    [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].map(({ image }) => image),
  );
  return imageAnnotations(images, versions);
}

import type { Construct } from 'constructs';
import { diskOfFetches, emitFetcher, fetchContainer } from '../models/fetch-model';
import { isSource, modelOnPlatform, type Placed, placedModel, type ServedModel } from '../models/model-source';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { waitForModelAt } from '../pod/wait-for-model';
import type { Field } from '../problems';
import type { Access } from '../vocabulary/access';
import { alsoCalling } from '../vocabulary/called';
import type { Labels } from '../vocabulary/labels';
import { modelRoot, versioned } from '../vocabulary/model';
import type { Mount } from '../vocabulary/storage';
import type { ModelServiceProps, ServiceSpec } from './model-service-spec';

const adapterRoot = '/mnt/adapters';

/** A model in the pods of a service. */
export interface ModelInPod extends Placed {
  /** Ends the names of its containers. */
  readonly title: string;
  readonly model: ServedModel;
  /** Property that asks for it. */
  readonly prop: 'model' | 'server';
}

/** The service's model, and what its server serves beside it. */
export function modelsOf({ model, server }: ModelServiceProps): readonly ModelInPod[] {
  const place = (one: ServedModel, title: string, root: string, prop: ModelInPod['prop']) => ({
    ...placedModel(one, root),
    model: one,
    title,
    prop,
  });
  return [
    ...(model === undefined ? [] : [place(model, 'model', modelRoot, 'model')]),
    ...Object.entries(server?.adapters ?? {}).map(([name, one]) =>
      place(one, name, `${adapterRoot}/${name}`, 'server'),
    ),
  ];
}

/** The service where something else brings its own model. */
export function withoutOwnModel(spec: ServiceSpec): ServiceSpec {
  const models = spec.models.filter(({ prop }) => prop !== 'model');
  return { ...spec, models, mounts: [...(spec.props.mounts ?? []), ...modelMounts(models)] };
}

export function checkModels(
  models: readonly ModelInPod[],
  { access = {} }: ModelServiceProps,
  platform: Platform,
  field: Field,
): void {
  const reaches = [...(access.outside ?? []), ...(access.calls ?? [])].length > 0;
  for (const { model, fetch, prop, title } of models) {
    const at = prop === 'model' ? field.at(prop) : field.at(prop).at('adapters').at(title);
    versioned(model, at);
    modelOnPlatform(model, platform, at);
    if (fetch === undefined || fetch.host !== undefined || reaches) continue;
    at.at('host').problem('model-unreachable', {
      got: `${fetch.uri} without a host`,
      allowed: "outside('name', ['203.0.113.0/24']), or the service or peer that is the store",
      remedy: "give the source's host, or the service's access: the workspace denies everything else",
    });
  }
}

/** What the pods must reach for their models. */
export function withStores(access: Access | undefined, models: readonly ModelInPod[]): Access {
  const hosts = models.flatMap(({ fetch }) => fetch?.host ?? []);
  return alsoCalling(access, hosts);
}

/** Mounts of the server: one folder may hold several models of one claim. */
export function modelMounts(models: readonly ModelInPod[]): readonly Mount[] {
  return models.flatMap(({ mounts }) => mounts);
}

/** A pod whose models others put there waits for them. */
export function waitForModels(models: readonly ModelInPod[], platform: Platform): readonly ContainerRequest[] {
  return models
    .filter(({ awaited }) => awaited === true)
    .map(({ title, path, mounts }) => waitForModelAt(title, path, mounts, platform));
}

/** The containers that bring its models, and the program that they run. */
export function fetchModels(
  scope: Construct,
  name: string,
  { props, models }: ServiceSpec,
  labels: Labels,
  platform: Platform,
): readonly ContainerRequest[] {
  const fetched = models.flatMap((one) => (one.fetch === undefined ? [] : [{ ...one, fetch: one.fetch }]));
  if (fetched.length === 0) return [];
  const fetches = fetched.map(({ fetch }) => fetch);
  emitFetcher(scope, name, fetches, labels);
  const beside = [props, ...(props.sidecars ?? [])].map(({ compute }) => compute);
  const disk = diskOfFetches(fetches, beside);
  return fetched.map((one) =>
    fetchContainer({ name: `fetch-${one.title}`, workload: name, disk }, one, one.fetch, platform),
  );
}

/** What a source asks of the engine; a model on a claim is asked for as such. */
export function asked(feature: 'modelFromClaim' | 'modelFetched' | 'modelFromImage') {
  return ({ models }: ServiceSpec) =>
    models.find(({ model }) => (isSource(model) ? model.asks : 'modelFromClaim') === feature)?.model.name;
}

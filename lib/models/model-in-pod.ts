import type { Construct } from 'constructs';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { waitForModelAt } from '../pod/wait-for-model';
import type { Field } from '../problems';
import type { Access } from '../vocabulary/access';
import { alsoCalling } from '../vocabulary/called';
import type { Compute } from '../vocabulary/compute';
import type { Labels } from '../vocabulary/labels';
import { modelRoot, versioned } from '../vocabulary/model';
import type { Mount } from '../vocabulary/storage';
import { diskOfFetches, emitFetcher, fetchContainer } from './fetch-model';
import { modelOnPlatform, type Placed, placedModel, type ServedModel } from './model-source';

/** A model in the pods of a workload. */
export interface ModelInPod extends Placed {
  /** Ends the names of its containers. */
  readonly title: string;
  readonly model: ServedModel;
  /** Property that asks for it. */
  readonly prop: 'model' | 'server';
}

/** The workload's own model; none where there is none. */
export function ownModel(model: ServedModel | undefined): readonly ModelInPod[] {
  return model === undefined ? [] : [{ ...placedModel(model, modelRoot), model, title: 'model', prop: 'model' }];
}

export function checkModels(
  models: readonly ModelInPod[],
  { outside = [], calls = [] }: Access = {},
  platform: Platform,
  field: Field,
): void {
  const reaches = outside.length + calls.length > 0;
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
  return alsoCalling(
    access,
    models.flatMap(({ fetch }) => fetch?.host ?? []),
  );
}

/** Mounts of who reads them: one folder may hold several models of one claim. */
export function modelMounts(models: readonly ModelInPod[]): readonly Mount[] {
  return models.flatMap(({ mounts }) => mounts);
}

/** A pod whose models others put there waits for them. */
export function waitForModels(models: readonly ModelInPod[], platform: Platform): readonly ContainerRequest[] {
  return models
    .filter(({ awaited }) => awaited === true)
    .map(({ title, path, mounts }) => waitForModelAt(title, path, mounts, platform));
}

/** Whose pods have models fetched for them. */
export interface FetchingPods {
  readonly name: string;
  readonly models: readonly ModelInPod[];
  /** What runs beside the models: the node's disk holds both. */
  readonly beside: readonly { readonly compute: Compute }[];
}

const fetchedOf = (models: readonly ModelInPod[]) =>
  models.flatMap((one) => (one.fetch === undefined ? [] : [{ ...one, fetch: one.fetch }]));

/** The containers that bring the models, by the program that `emitFetchers` wrote. */
export function fetchContainers(
  { name, models, beside }: FetchingPods,
  platform: Platform,
): readonly ContainerRequest[] {
  const fetched = fetchedOf(models);
  const computes = beside.map(({ compute }) => compute);
  const disk = diskOfFetches(
    fetched.map(({ fetch }) => fetch),
    computes,
  );
  return fetched.map((one) =>
    fetchContainer({ name: `fetch-${one.title}`, workload: name, disk }, one, one.fetch, platform),
  );
}

/** The program of a workload that fetches models; nothing where none is fetched. */
export function emitFetchers(scope: Construct, name: string, models: readonly ModelInPod[], labels: Labels): void {
  const fetches = fetchedOf(models).map(({ fetch }) => fetch);
  if (fetches.length > 0) emitFetcher(scope, name, fetches, labels);
}

/** Both, for a workload whose pods are all alike. */
export function fetchModels(
  scope: Construct,
  pods: FetchingPods,
  labels: Labels,
  platform: Platform,
): readonly ContainerRequest[] {
  emitFetchers(scope, pods.name, pods.models, labels);
  return fetchContainers(pods, platform);
}

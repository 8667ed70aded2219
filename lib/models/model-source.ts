import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { parseQuantity, quantity } from '../quantity';
import { type Check, text, wrongType } from '../shape';
import { kindOfValue, type Value, value } from '../value';
import type { HasPeer, Outside } from '../vocabulary/access';
import { type ModelCache, type ModelLocation, modelPath, modelsMount, model as onClaim } from '../vocabulary/model';
import type { SecretUse } from '../vocabulary/secrets';
import type { Mount } from '../vocabulary/storage';
import type { StoreModule } from './store-modules';

/** How a model comes from a store. */
export interface Fetch {
  readonly store: StoreModule;
  readonly uri: string;
  /** Variables that say how the store is asked. */
  readonly variables: Readonly<Record<string, string>>;
  readonly size: string;
  readonly sha256?: string;
  readonly credentials?: SecretUse;
  readonly host?: Outside | HasPeer;
  /** Size of a folder of the pod's own, or the claim that keeps it for all. */
  readonly volume: string | ModelCache;
}

/** A model in a container. */
export interface Placed {
  /** Folder of its files. */
  readonly path: string;
  readonly mounts: readonly Mount[];
  /** How it comes there. @default it is there */
  readonly fetch?: Fetch;
  /** Whether others put it there, so that a pod waits for it. @default false */
  readonly awaited?: boolean;
}

/** How KServe brings a model itself: its address, and what of the source it would ignore. */
export interface ByKserve {
  readonly uri: string;
  readonly secret?: SecretUse;
  readonly ignores: readonly string[];
}

/**
 * Where a model comes from; made by `s3()`, `gcs()`, `azure()`, `download()`, `huggingFace()`, `mlflowModel()`,
 * `ociImage()` or `inImage()`.
 */
export type ModelSource = Value<{
  readonly name: string;
  readonly version: string;
  /** Size of its files. @default unknown: start-up budgets count no time for it */
  readonly size?: string;
  /** What it is made of, by its address: another one is another model. */
  readonly origin: { readonly uri: string; readonly sha256?: string };
  /** The model in a container whose models are below `root`. */
  readonly placed: (root: string) => Placed;
  /** Whether what it was made of means something. */
  readonly valid: (field: Field) => void;
  readonly onPlatform: (platform: Platform, field: Field) => void;
  /** Whether it is brought over the network before the containers start. */
  readonly brought: boolean;
  /** @default KServe cannot bring it */
  readonly byKserve?: ByKserve;
  /** What an engine must be able to do. @default nothing */
  readonly asks?: 'modelFetched' | 'modelFromImage';
}>;

/** A model that a service serves, or that a batch or the workers of a queue ask: on a claim, or from a source. */
export type ServedModel = ModelLocation | ModelSource;

export function modelSource(source: Omit<ModelSource, never>): ModelSource {
  return value('model-source', { ...source });
}

export function isSource(model: ServedModel | undefined): model is ModelSource {
  return kindOfValue(model) === 'model-source';
}

const word: Check<string> = (value, field) => {
  text(value, field);
  if (typeof value !== 'string' || value === '' || /^\w[\w.-]*$/.test(value)) return;
  field.problem('bad-name', { got: value, allowed: "letters, digits, '.', '_' and '-'", remedy: 'rename it' });
};

export const servedModel: Check<ServedModel> = (candidate, field) => {
  if (!isSource(candidate)) {
    if (kindOfValue(candidate) === 'model') return onClaim(candidate, field);
    return wrongType(field, candidate, "claim.model('name', 'version'), training.output or a source such as s3()");
  }
  word(candidate.name, field.at('name'));
  word(candidate.version, field.at('version'));
  if (candidate.size !== undefined) quantity(candidate.size, field.at('size'));
  candidate.valid(field);
};

/** A model on a claim needs nothing of the platform but room. */
export function modelOnPlatform(model: ServedModel, platform: Platform, field: Field): void {
  if (isSource(model)) model.onPlatform(platform, field);
  else fits(model.size, model.capacity, field.at('size'));
}

export function placedModel(model: ServedModel, root: string): Placed {
  if (isSource(model)) return model.placed(root);
  return { path: modelPath(model, root), mounts: [modelsMount(model, root)], awaited: true };
}

/** What decides a run that asks it: neither where it is put, nor how large it is. */
export function declaredModel(model: ServedModel): object {
  const { name, version } = model;
  return { name, version, ...(isSource(model) && model.origin) };
}

/** Whether a volume of this size holds it. */
export function fits(size: string | undefined, room: string | undefined, field: Field): void {
  if (size === undefined || room === undefined || (parseQuantity(size) ?? 0n) <= (parseQuantity(room) ?? 0n)) return;
  field.problem('model-too-large', {
    got: size,
    allowed: `at most ${room}, the volume that it is put on`,
    remedy: 'give the volume more room, or correct the size',
  });
}

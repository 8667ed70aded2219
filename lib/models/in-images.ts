import { atLeast } from '../platform/version';
import { quantity } from '../quantity';
import { record, required, text } from '../shape';
import { type Image, image, imageText } from '../vocabulary/image';
import { modelPath } from '../vocabulary/model';
import { imageFiles, mountPath } from '../vocabulary/storage';
import { type ModelSource, modelSource } from './model-source';

export interface ImageModelOptions {
  /** Name of the model, a label. */
  readonly name: string;
  /** Its version, a label. */
  readonly version: string;
  /** Size of its files. @default unknown: start-up budgets count no time for it */
  readonly size?: string;
}

const shape = { name: required(text), version: required(text), size: quantity };
const options = record<ImageModelOptions>(shape);

/** Kubernetes that mounts images unless it is told not to. */
const imageVolumes = '1.35';

/**
 * An image whose files are the model. Nodes keep it beside the images of containers, so the next pod of a node has it at
 * once. @see https://kubernetes.io/docs/concepts/storage/volumes/#image
 */
export function ociImage(reference: Image, about: ImageModelOptions): ModelSource {
  const uri = `oci://${imageText(reference ?? '')}`;
  return modelSource({
    ...about,
    origin: { uri },
    brought: true,
    asks: 'modelFromImage',
    byKserve: { uri, ignores: [] },
    placed: (root) => {
      const path = modelPath(about, root);
      return { path, mounts: [imageFiles(reference, path)] };
    },
    valid: (field) => {
      options(about, field);
      image(reference, field.at('image'));
    },
    onPlatform: ({ kubernetes }, field) => {
      if (atLeast(kubernetes, imageVolumes)) return;
      field.problem('version-too-old', {
        got: `a model as an image on Kubernetes ${kubernetes}`,
        allowed: `Kubernetes ${imageVolumes} or newer`,
        remedy: 'fetch it from a store, or upgrade the cluster and platform.kubernetes',
      });
    },
  });
}

/** A model that is in the server's image: `inImage('/models/prices', { name: 'prices', version: 'v3' })`. */
export function inImage(path: string, about: ImageModelOptions): ModelSource {
  return modelSource({
    ...about,
    origin: { uri: `file://${path}` },
    brought: false,
    placed: () => ({ path, mounts: [] }),
    valid: (field) => {
      options(about, field);
      mountPath(path, field.at('path'));
    },
    onPlatform: () => {},
  });
}

export { type ImageModelOptions, inImage, ociImage } from './in-images';
export type { ByKserve, Fetch, ModelSource, Placed, ServedModel } from './model-source';
export { type HuggingFaceOptions, huggingFace, type MlflowModelOptions, mlflowModel } from './registries';
export type { StoreModule } from './store-modules';
export type { FetchOptions, StoreOptions } from './store-options';
export { azure, download, gcs, type S3Options, s3 } from './stores';

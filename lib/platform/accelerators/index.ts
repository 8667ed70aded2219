export type { Accelerator, AcceleratorOptions, PoolGpu } from './accelerator';
export { mi300x } from './amd';
export { a100, a100Gb40, h100, h200, l4, l40s, type MigProfile, type NvidiaOptions, t4 } from './nvidia';
export { type TpuV5eOptions, type TpuV5eTopology, type TpuV5pOptions, tpuV5e, tpuV5p } from './tpu';
export { type TrainiumOptions, trn1, trn2 } from './trainium';

export type { ModelServer, ServerProps } from '../model-server';
export type { Parallel } from './parallel';
export { type TritonOptions, triton } from './triton';
export { type ApiKey, type VllmOptions, vllm } from './vllm';
export { vllmMetrics } from './vllm-metrics';

export {
  type InferencePoolExposure,
  type InferencePoolOptions,
  inferencePool,
} from '../../companions/inference-pool';
export type { InGroup, ServerGroup, ServerStart } from '../group';
export type { HandOver, ModelServer, ServerProps } from '../model-server';
export { EndpointPicker, type EndpointPickerProps } from './endpoint-picker';
export type { Parallel, Spread } from './parallel';
export { type TritonOptions, triton } from './triton';
export { type ApiKey, type VllmOptions, vllm } from './vllm';
export { vllmMetrics } from './vllm-metrics';

export { BatchInference } from './batch-inference';
export type { BatchInferenceProps } from './batch-inference-spec';
export type { DataSet } from './data-set';

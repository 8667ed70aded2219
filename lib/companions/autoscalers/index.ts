export type { AutoscaleRequest, Autoscaler, ScaledService } from './autoscaling';
export { hpa } from './hpa';
export { keda } from './keda';
export type { BearerToken, Fallback, KedaOptions } from './keda-options';
export { type ResizeOptions, recommendations, resizeInPlace, type Vertical, type VerticalBound } from './vertical';

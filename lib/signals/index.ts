export type { GpuMetricsFacts } from '../platform/gpu-metrics';
export type { MetricsAdapterFacts } from '../platform/metrics-adapter';
export type { Signal, SignalAlert, SignalOptions, SignalSubject } from '../vocabulary/signal';
export type { WatchedScaling } from '../vocabulary/watched';
export { gpuUse, inFlight, queueLength, vllmKvCache, vllmWaiting } from './gauges';
export type { RateOptions } from './make-signal';
export { type PromqlOptions, promql } from './promql';
export { type ResponseTimeOptions, requestsPerSecond, responseTime } from './requests';
export { tritonQueueTime } from './triton';

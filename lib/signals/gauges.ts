import { record } from '../shape';
import { type Signal, type SignalOptions, signalOptions } from '../vocabulary/signal';
import { makeSignal } from './make-signal';

const shape = record<SignalOptions>(signalOptions);

/** A gauge of each pod, added up. */
function total(series: string, name: string, title: string, options: SignalOptions): Signal {
  return makeSignal(options, shape, {
    name: `${name}:sum`,
    title,
    kind: 'sum',
    exportedBy: 'pods',
    query: ({ own }) => `sum(${series}{${own}})`,
  });
}

/** Requests under way, from a gauge that the service exports and lists in `metrics.names`. */
export function inFlight(series: string, options: SignalOptions = {}): Signal {
  return total(series, 'in_flight', 'Requests under way', options);
}

/** Requests that wait in the service, from a gauge that it exports and lists in `metrics.names`. */
export function queueLength(series: string, options: SignalOptions = {}): Signal {
  return total(series, 'queue_length', 'Requests that wait', options);
}

/** Requests that wait in vLLM for room. @see https://docs.vllm.ai/en/latest/usage/metrics/ */
export function vllmWaiting(options: SignalOptions = {}): Signal {
  return total('vllm:num_requests_waiting', 'vllm_waiting', 'Requests that wait in vLLM', options);
}

/** Share of vLLM's key-value cache in use, 0 to 1, on average over its pods. */
export function vllmKvCache(options: SignalOptions = {}): Signal {
  return makeSignal(options, shape, {
    name: 'vllm_kv_cache_usage:avg',
    title: 'Key-value cache of vLLM',
    unit: 'percentunit',
    kind: 'level',
    exportedBy: 'pods',
    query: ({ own }) => `avg(vllm:kv_cache_usage_perc{${own}})`,
  });
}

/**
 * Share of its GPUs in use, 0 to 1, from NVIDIA's exporter, which `platform.gpuMetrics` states.
 * @see https://docs.nvidia.com/datacenter/dcgm/latest/gpu-telemetry/dcgm-exporter.html
 */
export function gpuUse(options: SignalOptions = {}): Signal {
  return makeSignal(options, shape, {
    name: 'gpu_use:avg',
    title: 'Use of GPUs',
    unit: 'percentunit',
    kind: 'level',
    exportedBy: 'gpus',
    query: ({ pods }) => `avg(DCGM_FI_DEV_GPU_UTIL{${pods}}) / 100`,
  });
}

import type { Metrics } from '../../vocabulary/metrics';

const histograms = [
  'inter_token_latency_seconds',
  'request_decode_time_seconds',
  'request_inference_time_seconds',
  'request_prefill_time_seconds',
  'request_queue_time_seconds',
  'request_time_per_output_token_seconds',
  'time_to_first_token_seconds',
];

const others = [
  'cache_config_info',
  'generation_tokens_total',
  'kv_cache_usage_perc',
  'lora_requests_info',
  'num_preemptions_total',
  'num_requests_running',
  'num_requests_waiting',
  'prefix_cache_hits_total',
  'prefix_cache_queries_total',
  'prompt_tokens_total',
];

/** Bounds of `vllm:e2e_request_latency_seconds`. */
const buckets = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];

/** What vLLM exports, on the port that answers requests. @see https://docs.vllm.ai/en/stable/usage/metrics/ */
export function vllmMetrics(port: number): Metrics {
  return {
    port,
    requests: { name: 'vllm:request_success_total', failed: 'finished_reason="error"' },
    latency: { name: 'vllm:e2e_request_latency_seconds', buckets },
    names: [
      ...others,
      ...histograms.flatMap((name) => ['bucket', 'count', 'sum'].map((suffix) => `${name}_${suffix}`)),
    ].map((name) => `vllm:${name}`),
  };
}

import { duration } from '../duration';
import { record } from '../shape';
import { type Signal, signalOptions } from '../vocabulary/signal';
import { makeSignal, type RateOptions } from './make-signal';

/**
 * Seconds that a request waits in Triton's queues, on average. Without any request it is 0.
 * @see https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/metrics.html
 */
export function tritonQueueTime(options: RateOptions = {}): Signal {
  const { window = '2m' } = options ?? {};
  return makeSignal(options, record<RateOptions>({ ...signalOptions, window: duration }), {
    name: `triton_queue_seconds:rate${window}`,
    title: "Time in Triton's queues",
    unit: 's',
    kind: 'level',
    exportedBy: 'pods',
    query: ({ own }) => {
      const rate = (series: string) => `sum(rate(nv_inference_${series}{${own}}[${window}]))`;
      const requests = rate('request_success');
      return `(${rate('queue_duration_us')} / (${requests} > 0) / 1e6) or (${requests} == 0)`;
    },
  });
}

import { quantity } from '../../quantity';
import { type Check, listOf, oneOf, record, text } from '../../shape';
import { grpc, type Health, http } from '../../vocabulary/health';
import { sharedMemory } from '../../vocabulary/storage';
import { knownServer, type ModelServer, needsModel } from '../model-server';

/** Settings of Triton; whatever is not here is an argument, `args`. */
export interface TritonOptions {
  /** What the service's port speaks: HTTP on 8000, gRPC on 8001. @default 'http' */
  readonly protocol?: 'http' | 'grpc';
  /** Models of the repository that are loaded. @default all */
  readonly models?: readonly string[];
  /** Memory at /dev/shm, through which backends in Python get their tensors. @default '256Mi'; all of a pod with GPUs */
  readonly sharedMemory?: string;
}

const ports = { http: 8000, grpc: 8001, metrics: 8002 } as const;

/** @see https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/user_guide/metrics.html */
const series = [
  ...['request_success', 'request_failure', 'count', 'exec_count', 'pending_request_count'].map(
    (name) => `nv_inference_${name}`,
  ),
  ...['request', 'queue', 'compute_input', 'compute_infer', 'compute_output'].map(
    (name) => `nv_inference_${name}_duration_us`,
  ),
  ...['bucket', 'count', 'sum'].map((suffix) => `nv_inference_first_response_histogram_ms_${suffix}`),
  ...['utilization', 'memory_used_bytes', 'memory_total_bytes', 'power_usage'].map((name) => `nv_gpu_${name}`),
  'nv_cpu_utilization',
  'nv_energy_consumption',
];

const options: Check<TritonOptions> = record<TritonOptions>({
  protocol: oneOf('http', 'grpc'),
  models: listOf(text, 1),
  sharedMemory: quantity,
});

/** Triton Inference Server; the service's `model` is its repository of models. */
export function triton(given: TritonOptions = {}): ModelServer {
  return knownServer({
    name: 'triton',
    valid: (field) => options(given, field),
    starts: ({ compute, port, metrics }, pathOf) => {
      const { protocol = 'http', models = [], sharedMemory: size } = given;
      const listening = { ...ports, [protocol]: port ?? ports[protocol], metrics: metrics?.port ?? ports.metrics };
      const repository = pathOf('model');
      const shared = size ?? (compute.gpu === undefined ? '256Mi' : undefined);
      return {
        command: ['tritonserver'],
        args: [
          ...(repository === undefined ? [] : [`--model-repository=${repository}`]),
          ...(models.length > 0 ? ['--model-control-mode=explicit'] : []),
          ...models.map((name) => `--load-model=${name}`),
          `--http-port=${listening.http}`,
          `--grpc-port=${listening.grpc}`,
          `--metrics-port=${listening.metrics}`,
          '--metrics-config=histogram_latencies=true',
        ],
        port: listening[protocol],
        metrics: { port: listening.metrics, names: series },
        health: health[protocol](listening[protocol]),
        mounts: shared === undefined ? [] : [sharedMemory(shared)],
      };
    },
    fits: (service, _platform, field) => needsModel(service, 'triton()', field),
  });
}

/** It answers before its models are loaded only where they are loaded later: it has started once it is ready. */
const health: Readonly<Record<'http' | 'grpc', (port: number) => Health>> = {
  http: () => ({ started: http('/v2/health/ready'), ready: http('/v2/health/ready'), alive: http('/v2/health/live') }),
  grpc: (port) => ({ started: grpc(port), ready: grpc(port), alive: grpc(port) }),
};

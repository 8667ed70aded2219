import type { ModelServiceProps } from '../model-service-spec';
import { spreadOf } from './parallel';
import type { VllmOptions } from './vllm';

/** What `vllm serve` is told; arguments of the service come after these, and win. @see https://docs.vllm.ai/en/stable/cli/serve/ */
export function vllmArguments(
  given: VllmOptions,
  service: ModelServiceProps,
  port: number,
  pathOf: (title: string) => string | undefined,
): readonly string[] {
  const { tensor, pipeline, data } = spreadOf(service, given);
  const path = pathOf('model');
  const adapters = Object.keys(given.adapters ?? {});
  const severalOnly = (count: number) => (count > 1 ? count : undefined);
  const flags: Readonly<Record<string, string | number | undefined>> = {
    host: '0.0.0.0',
    port,
    'served-model-name': servedName(given, service),
    'tensor-parallel-size': severalOnly(tensor),
    'pipeline-parallel-size': severalOnly(pipeline),
    'data-parallel-size': severalOnly(data),
    'max-model-len': given.maxModelLength,
    'gpu-memory-utilization': given.gpuMemoryUtilization,
    dtype: given.dtype,
    quantization: given.quantization,
    'max-num-seqs': given.maxSequences,
    'max-loras': adapters.length > 0 ? adapters.length : undefined,
    'max-lora-rank': given.adapterRank,
  };
  return [
    ...(path === undefined ? [] : [path]),
    ...Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)])),
    ...(adapters.length > 0
      ? ['--enable-lora', '--lora-modules', ...adapters.map((name) => `${name}=${pathOf(name)}`)]
      : []),
  ];
}

/** Name by which clients ask for the model. */
export function servedName(given: VllmOptions, service: ModelServiceProps): string | undefined {
  return given.servedName ?? service.model?.name;
}

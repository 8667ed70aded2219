import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import { parseQuantity } from '../../quantity';
import type { ModelServiceProps } from '../model-service-spec';

/** How one copy of a model is spread over the GPUs of a pod. */
export interface Parallel {
  /** GPUs that share each layer. @default all of the pod */
  readonly tensorParallel?: number;
  /** Groups of layers, each on GPUs of its own. @default 1 */
  readonly pipelineParallel?: number;
}

/** GPUs for each layer, groups of layers, and copies of the model in one pod. */
export interface Spread {
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
}

/** GPUs that are left over are further copies. */
export function spreadOf({ compute }: ModelServiceProps, parallel: Parallel): Spread {
  const gpus = compute.gpu?.count ?? 1;
  const pipeline = parallel.pipelineParallel ?? 1;
  const tensor = parallel.tensorParallel ?? Math.max(1, Math.floor(gpus / pipeline));
  return { tensor, pipeline, data: Math.max(1, Math.floor(gpus / (tensor * pipeline))) };
}

/** Whether the GPUs of a pod divide into copies of the model, and whether one copy fits its GPUs. */
export function checkSpread(
  service: ModelServiceProps,
  parallel: Parallel,
  memoryShare: number | undefined,
  platform: Platform,
  field: Field,
): void {
  const { gpu } = service.compute;
  const gpus = gpu?.count ?? 1;
  const { tensor, pipeline, data } = spreadOf(service, parallel);
  if (tensor * pipeline * data !== gpus) {
    field.at(parallel.tensorParallel === undefined ? 'pipelineParallel' : 'tensorParallel').problem('parallelism', {
      got: `${tensor} x ${pipeline} GPUs a copy, in pods of ${gpu === undefined ? 'no GPU' : gpus}`,
      allowed: `tensorParallel x pipelineParallel that divides ${gpus}`,
      remedy: 'change one of them, or compute.gpu.count',
    });
    return;
  }
  if (memoryShare === undefined) return;
  const facts = gpu === undefined ? undefined : platform.pools?.[gpu.pool]?.gpu;
  const memory = (parseQuantity(facts?.memory ?? '0') ?? 0n) / BigInt(facts?.shared ?? 1);
  const room = (memory * BigInt(Math.round(memoryShare * 1000)) * BigInt(tensor * pipeline)) / 1000n;
  if (facts?.memory === undefined || (parseQuantity(service.model?.size ?? '0') ?? 0n) <= room) return;
  field.problem('pool-too-small', {
    got: `${service.model?.size} of weights`,
    allowed: `less than ${tensor * pipeline} x ${facts.memory} x ${memoryShare}, the GPUs of one copy`,
    remedy: 'spread the model over more GPUs, quantize it, or choose a pool with larger ones',
  });
}

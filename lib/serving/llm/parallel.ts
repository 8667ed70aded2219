import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import { parseQuantity } from '../../quantity';
import type { ModelServiceProps } from '../model-service-spec';

/** How one copy of a model is spread over GPUs: of a pod, or of several where one has too few. */
export interface Parallel {
  /** GPUs that share each layer, of one pod. @default all of the pod, divided by the groups of layers */
  readonly tensorParallel?: number;
  /** Groups of layers, each on GPUs of its own. @default 1 */
  readonly pipelineParallel?: number;
}

/** GPUs for each layer, groups of layers, copies of the model in one pod, and pods of one copy. */
export interface Spread {
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
  /** More than 1 where a copy takes the GPUs of several pods whole. */
  readonly groupSize: number;
}

/** Pods over which its server spreads one copy of the model. */
export function groupSizeOf(service: ModelServiceProps): number {
  return service.server?.served?.(service).spread.groupSize ?? 1;
}

/** GPUs that are left over are further copies; GPUs that are missing are those of further pods. */
export function spreadOf({ compute }: ModelServiceProps, parallel: Parallel): Spread {
  const gpus = compute.gpu?.count ?? 1;
  const pipeline = parallel.pipelineParallel ?? 1;
  const tensor = parallel.tensorParallel ?? Math.max(1, Math.floor(gpus / pipeline));
  const data = Math.max(1, Math.floor(gpus / (tensor * pipeline)));
  const overPods = compute.gpu !== undefined && gpus % tensor === 0 && (tensor * pipeline) % gpus === 0;
  return { tensor, pipeline, data, groupSize: overPods ? (tensor * pipeline) / gpus : 1 };
}

/** Whether the GPUs divide into copies of the model, and whether one copy fits its GPUs. */
export function checkSpread(
  service: ModelServiceProps,
  parallel: Parallel,
  memoryShare: number | undefined,
  platform: Platform,
  field: Field,
): void {
  const { gpu } = service.compute;
  const gpus = gpu?.count ?? 1;
  const { tensor, pipeline, data, groupSize } = spreadOf(service, parallel);
  if (tensor * pipeline * data !== gpus * groupSize) {
    field.at(parallel.tensorParallel === undefined ? 'pipelineParallel' : 'tensorParallel').problem('parallelism', {
      got: `${tensor} x ${pipeline} GPUs a copy, in pods of ${gpu === undefined ? 'no GPU' : gpus}`,
      allowed: `tensorParallel x pipelineParallel that divides ${gpus}, or takes several pods whole with each layer in one`,
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

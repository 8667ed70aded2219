import type { Platform } from '../platform/platform';
import { parseQuantity } from '../quantity';
import { isSource, type ServedModel } from './model-source';

/** Seconds that reading the model takes at the platform's throughput; 0 for a model of unknown size. */
export function loadSeconds(model: ServedModel | undefined, { volumeThroughput = '100Mi' }: Platform): number {
  return transferSeconds(model?.size, volumeThroughput);
}

function transferSeconds(size = '0', throughput: string): number {
  const [bytes, rate] = [parseQuantity(size) ?? 0n, parseQuantity(throughput) ?? 1n];
  return Number((bytes + rate - 1n) / rate);
}

/** Seconds that bringing a model over the network takes; 0 for one that is there. */
export function transferTime(model: ServedModel, { downloadThroughput = '50Mi' }: Platform): number {
  return isSource(model) && model.brought ? transferSeconds(model.size, downloadThroughput) : 0;
}

/** Twice the seconds that bringing the models takes; it ends before the server starts, so no probe counts it. */
export function bringSeconds(models: readonly { readonly model: ServedModel }[], platform: Platform): number {
  return models.reduce((sum, { model }) => sum + 2 * transferTime(model, platform), 0);
}

import { type Duration, seconds } from '../duration';
import type { ServedModel } from '../models/model-source';
import { loadSeconds } from '../models/transfer-time';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';

const programStart = 60;

/** How long starting may take: as declared, else a minute and twice the reading of the model. */
export function startupSeconds(
  declared: Duration | undefined,
  model: ServedModel | undefined,
  platform: Platform,
): number {
  return declared === undefined ? programStart + 2 * loadSeconds(model, platform) : seconds(declared);
}

/** So that no proxy still sends requests to a pod that stops. */
const proxiesNotice = 10;
/** What a spot node gives before it goes. */
const longestLeave = 120;

/**
 * How long a pod that ends still takes requests. One that serves alone takes them until its successor has probably
 * started: proxies send to a pod that ends while no other is ready.
 */
export function leaveSeconds(fewestPods: number, startup: number): number {
  return fewestPods > 1 ? proxiesNotice : Math.min(Math.max(Math.ceil(startup / 2), proxiesNotice), longestLeave);
}

/** A budget shorter than reading the model alone would restart the pod for ever. */
export function startupLongEnough(
  declared: Duration | undefined,
  model: ServedModel | undefined,
  platform: Platform,
  field: Field,
): void {
  const least = loadSeconds(model, platform);
  if (declared === undefined || seconds(declared) >= least) return;
  field.problem('probe-too-short', {
    got: declared,
    allowed: `at least ${least}s: ${model?.size} at ${platform.volumeThroughput ?? '100Mi'} a second`,
    remedy: 'raise it, or leave it out: it is computed from the size of the model',
  });
}

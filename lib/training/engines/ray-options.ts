import { type Duration, duration } from '../../duration';
import { atLeast, version } from '../../platform/version';
import type { Field } from '../../problems';
import { anything, type Check, flag, integer, record, required, text } from '../../shape';
import { type Named, named } from '../../vocabulary/named';
import { type CoordinatorOptions, checkCoordinator } from '../coordinator';
import type { TrainingRequest } from '../training-engine';
import { leadingLetter } from './leading-letter';

/** Workers that Ray's autoscaler adds while tasks wait, and takes away while they are idle. */
export interface RayElastic {
  /** @default 0 */
  readonly min?: number;
  readonly max: number;
  /** How long a worker may be idle. @default '1m' */
  readonly idle?: Duration;
}

/** A Redis that keeps the state of the head, so that workers outlive it. */
export interface RayFaultTolerance {
  /** Such as `redis:6379`; the training must be allowed to call it. */
  readonly redisAddress: string;
  /** @default no password */
  readonly redisPassword?: { readonly secret: Named; readonly key: string };
}

/** How long pods stay after a run has ended, for somebody to look at them. */
export interface RayKept {
  /** @default as long as the cluster */
  readonly workers?: Duration;
  /** @default not at all */
  readonly cluster?: Duration;
}

export interface RayJobOptions {
  /** Version of Ray in the image, such as `2.52.0`. */
  readonly rayVersion: string;
  /** The head: it runs the program, and no task. @default 1 CPU and 4Gi, where the workers run but never on spot nodes */
  readonly head?: CoordinatorOptions;
  /** @default as many workers as `workers` says */
  readonly elastic?: RayElastic;
  /** @default a lost head ends the try */
  readonly gcsFaultTolerance?: RayFaultTolerance;
  /** What stays of the cluster after a run. @default nothing */
  readonly keep?: { readonly succeeded?: RayKept; readonly failed?: RayKept };
  /** Whether calls of the cluster need a token, which the operator makes. @default true from Ray 2.52 on */
  readonly auth?: boolean;
}

/** Ray that can demand a token, and Ray whose autoscaler works with pods that are not restarted. */
const sinceAuth = '2.52';
const sinceAutoscaler = '2.10';

const kept = record<RayKept>({ workers: duration, cluster: duration });
const shape: Check<RayJobOptions> = record<RayJobOptions>({
  rayVersion: required(version),
  head: record<CoordinatorOptions>({ compute: anything, placement: anything }),
  elastic: record<RayElastic>({ min: integer(0, 4096), max: required(integer(1, 4096)), idle: duration }),
  gcsFaultTolerance: record<RayFaultTolerance>({
    redisAddress: required(text),
    redisPassword: record({ secret: required(named), key: required(text) }),
  }),
  keep: record<NonNullable<RayJobOptions['keep']>>({ succeeded: kept, failed: kept }),
  auth: flag,
});

/** Whether calls of the cluster need a token. */
export function authOf({ auth, rayVersion }: RayJobOptions): boolean {
  return auth ?? atLeast(rayVersion, sinceAuth);
}

/** What the settings say of each other, and of the training. */
export function checkRay(options: RayJobOptions, { name, spec, platform }: TrainingRequest, field: Field): void {
  const at = field.at('engine');
  const before = field.problems.length;
  shape(options, at);
  leadingLetter(name, field);
  if (field.problems.length > before) return;
  checkCoordinator(options.head ?? {}, platform, at.at('head'));
  if (spec.props.command === undefined) {
    field.at('command').problem('missing-prop', {
      got: 'a Ray job without command',
      allowed: 'a command',
      remedy: "give 'command': the image itself starts Ray",
    });
  }
  admittedWhole(options, spec.props.placement?.queue, at);
  const { rayVersion, elastic, auth, keep = {} } = options;
  const since = (wanted: unknown, least: string, key: string) => {
    if (wanted !== true || atLeast(rayVersion, least)) return;
    at.at(key).problem('not-allowed', {
      got: `${key} with Ray ${rayVersion}`,
      allowed: `Ray ${least} or newer`,
      remedy: 'leave it out, or use a newer Ray',
    });
  };
  since(auth, sinceAuth, 'auth');
  since(elastic !== undefined, sinceAutoscaler, 'elastic');
  if (elastic === undefined) return;
  const { min = 0, max } = elastic;
  if (min > spec.workers || max < spec.workers) {
    at.at('elastic').problem('out-of-range', {
      got: `${min} to ${max} workers`,
      allowed: `a range that holds workers, ${spec.workers}, with which it starts`,
      remedy: "correct 'min' and 'max', or 'workers'",
    });
  }
  for (const end of ['succeeded', 'failed'] as const) {
    if (keep[end]?.workers === undefined) continue;
    at.at('keep').at(end).at('workers').problem('not-allowed', {
      got: 'workers that go before the cluster',
      allowed: 'cluster alone: the autoscaler would bring the workers back',
      remedy: "leave 'workers' out",
    });
  }
}

/** Kueue refuses a cluster that grows, or stays when its run has ended: what it admitted would not come back. */
function admittedWhole(options: RayJobOptions, queue: string | undefined, field: Field): void {
  if (queue === undefined) return;
  for (const key of ['elastic', 'keep'] as const) {
    if (options[key] === undefined) continue;
    field.at(key).problem('not-allowed', {
      got: `'${key}' in queue '${queue}'`,
      allowed: 'a cluster of a fixed size that goes with its run: Kueue admits no other',
      remedy: `leave '${key}' out, or the queue`,
    });
  }
}

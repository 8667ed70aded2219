import type { KubernetesObject } from '../../imports/kubernetes';
import { cronProblem, rhythmOf } from '../cron';
import type { PodsAt } from '../kinds/kind';
import { type PodSet, valueAt } from '../kinds/pods-of';

/** What a worst case depends on besides the object itself. */
export interface Surroundings {
  /** Pods that an autoscaler in the app may ask for; undefined where none scales the object. */
  readonly scaled?: { readonly min: number; readonly max: number };
  /** Nodes that its pods may stand on; undefined where that has no bound. */
  readonly nodes?: number;
}

/** How many pods of a set there may be at once, and how it comes to that. */
export interface WorstCase {
  /** Pods in ordinary times: neither a rollout nor an overlap. */
  readonly usual: { readonly least: number; readonly most: number };
  readonly pods: number;
  /** Such as `12 + 3 for a rollout`. */
  readonly because: string;
  /** Whether they wait until somebody starts them. */
  readonly waits: boolean;
}

type Growth = (pods: number, object: KubernetesObject, surroundings: Surroundings) => readonly [number, string];

function at<T>(object: KubernetesObject, pointer: string): T | undefined {
  return valueAt(object, pointer) as T | undefined;
}

/** Strategies of a Rollout that keep the old version whole until the new one is; KServe does so for several nodes. */
const sideBySide = ['/spec/strategy/canary/trafficRouting', '/spec/strategy/blueGreen', '/spec/predictor/workerSpec'];

/** Fields whose pods are replaced in a rollout, none added: groups of a LeaderWorkerSet. */
const replacedOnly = ['/spec/worker'];

/** A share is rounded up, as the controllers do. */
function surge(pods: number, object: KubernetesObject): number {
  if (replacedOnly.some((field) => at(object, field) !== undefined)) return 0;
  if (at(object, '/spec/strategy/type') === 'Recreate') return 0;
  if (at(object, '/spec/strategy/canary/dynamicStableScale') === true) return 1;
  if (sideBySide.some((strategy) => at(object, strategy) !== undefined)) return pods;
  const most =
    at<string | number>(object, '/spec/strategy/rollingUpdate/maxSurge') ??
    at<string | number>(object, '/spec/strategy/canary/maxSurge') ??
    '25%';
  return typeof most === 'number' ? most : Math.ceil((pods * Number.parseInt(most, 10)) / 100);
}

/** Runs that go at once where they may overlap; without a deadline there is no bound, and one is what is sure. */
function overlap(object: KubernetesObject): number {
  if ((at(object, '/spec/concurrencyPolicy') ?? 'Allow') !== 'Allow') return 1;
  const schedule = at<string>(object, '/spec/schedule') ?? '';
  const deadline = at<number>(object, '/spec/jobTemplate/spec/activeDeadlineSeconds');
  if (deadline === undefined || cronProblem(schedule) !== undefined) return 1;
  return Math.max(1, Math.ceil(deadline / rhythmOf(schedule).shortestGap));
}

const growth: Readonly<Record<NonNullable<PodsAt['grows']>, Growth>> = {
  rollout: (pods, object) => {
    const more = surge(pods, object);
    return [pods + more, more === 0 ? String(pods) : `${pods} + ${more} for a rollout`];
  },
  schedule: (pods, object) => {
    const runs = overlap(object);
    return [pods * runs, runs === 1 ? String(pods) : `${pods} x ${runs} overlapping runs`];
  },
  nodes: (pods, _object, { nodes = 1 }) => [pods * nodes, nodes === 1 ? String(pods) : `${nodes} nodes x ${pods}`],
};

/** The most pods of a set at once. */
export function worstCase(object: KubernetesObject, set: PodSet, surroundings: Surroundings): WorstCase {
  const { count, grows, suspended } = set.at;
  const scaled = count === undefined ? undefined : surroundings.scaled;
  const pods = Math.max((scaled?.max ?? 0) * set.each, set.most);
  const [most, because] = grows === undefined ? [pods, String(pods)] : growth[grows](pods, object, surroundings);
  const fewest = scaled === undefined ? set.count : scaled.min * set.each;
  const usual = { least: Math.min(fewest, pods), most: pods };
  return { pods: most, because, usual, waits: suspended !== undefined && at(object, suspended) === true };
}

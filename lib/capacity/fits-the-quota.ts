import type { KubernetesObject, Quantities } from '../../imports/kubernetes';
import { at, title } from '../app/checks/app-check';
import type { FinishedObject } from '../app/finished';
import type { Problem } from '../problems';
import { amounts, shown } from './amounts';
import { type Addend, arithmetic, podsOfDemand, totalOf } from './arithmetic';
import { claimAddends, storageOf } from './claims';
import { type Demand, namespaceOf } from './demand';

/** A quota of a namespace; one that counts only some pods is not proved. */
interface Quota {
  readonly object: FinishedObject;
  readonly hard: ReadonlyMap<string, bigint>;
}

function quotasOf(finished: readonly FinishedObject[]): readonly Quota[] {
  return finished.flatMap((object) => {
    const { kind, spec } = object.json as KubernetesObject & {
      spec?: { hard?: Quantities; scopes?: unknown; scopeSelector?: unknown };
    };
    if (kind !== 'ResourceQuota' || spec?.scopes !== undefined || spec?.scopeSelector !== undefined) return [];
    return [{ object, hard: amounts(spec?.hard) }];
  });
}

/** What a pod takes of an entry of a quota. @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
function takenBy(entry: string, { need }: Demand): bigint {
  if (entry === 'pods') return 1000n;
  if (entry.startsWith('limits.')) return need.limits.get(entry.slice('limits.'.length)) ?? 0n;
  return need.requests.get(entry.replace(/^requests\./, '')) ?? 0n;
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * Whether everything in a namespace fits its quota at once, and what waits for somebody, or in a queue, fits it alone.
 */
export function fitsTheQuota(finished: readonly FinishedObject[], demands: readonly Demand[]): readonly Problem[] {
  const pods = grouped(demands, ({ object }) => namespaceOf(object));
  const others = grouped(finished, namespaceOf);
  return quotasOf(finished).flatMap(({ object, hard }) => {
    const namespace = namespaceOf(object);
    const here = pods.get(namespace) ?? [];
    const [alone, together] = [here.filter(standsAlone), here.filter((demand) => !standsAlone(demand))];
    const storage = storageOf(others.get(namespace) ?? [], here);
    return [...hard].flatMap(([entry, limit]) => {
      const ofPods = (demands: readonly Demand[]) =>
        demands.map((demand) => podsOfDemand(demand, takenBy(entry, demand)));
      const ofClaims = claimAddends(entry, storage);
      const taken = together.reduce(
        (sum, demand) => sum + takenBy(entry, demand) * BigInt(demand.pods),
        totalOf(ofClaims),
      );
      const tooMuch = alone.filter((demand) => takenBy(entry, demand) * BigInt(demand.pods) > limit);
      return [
        ...(taken > limit ? problem(object, entry, limit, [...ofPods(together), ...ofClaims], '') : []),
        ...ofPods(tooMuch).flatMap((addend) => problem(object, entry, limit, [addend], ', by itself')),
      ];
    });
  });
}

/** What waits for somebody, or in a queue, does not run together with the rest. */
function standsAlone({ waits, queue }: Demand): boolean {
  return waits || queue !== undefined;
}

function problem(
  quota: FinishedObject,
  entry: string,
  limit: bigint,
  addends: readonly Addend[],
  alone: string,
): readonly Problem[] {
  return at(quota, 'quota-exceeded', {
    got: `${arithmetic(
      entry,
      addends.filter(({ total }) => total > 0n),
    )} of ${entry}${alone}, at most at once`,
    allowed: `${shown(entry, limit)}, ${title(quota)} of ${quota.json.metadata.namespace}`,
    remedy: 'ask for less, run fewer at once, or raise the quota',
  });
}

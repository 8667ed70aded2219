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
    const storage = storageOf(others.get(namespace) ?? [], here);
    return [...hard].flatMap(([entry, limit]) => {
      const exceeded = (addends: readonly Addend[], alone: string) =>
        totalOf(addends) <= limit ? [] : problem(object, entry, limit, addends, alone);
      const added = here.map((demand) => ({ demand, addend: podsOfDemand(demand, takenBy(entry, demand)) }));
      const together = added.filter(({ demand }) => !demand.waits && demand.queue === undefined);
      const alone = added.filter(({ demand }) => demand.waits || demand.queue !== undefined);
      return [
        ...exceeded(
          [...together.map(({ addend }) => addend), ...claimAddends(entry, storage)].filter(({ total }) => total > 0n),
          '',
        ),
        ...alone.flatMap(({ addend }) => exceeded([addend], ', by itself')),
      ];
    });
  });
}

function problem(
  quota: FinishedObject,
  entry: string,
  limit: bigint,
  addends: readonly Addend[],
  alone: string,
): readonly Problem[] {
  return at(quota, 'quota-exceeded', {
    got: `${arithmetic(entry, addends)} of ${entry}${alone}, at most at once`,
    allowed: `${shown(entry, limit)}, ${title(quota)} of ${quota.json.metadata.namespace}`,
    remedy: 'ask for less, run fewer at once, or raise the quota',
  });
}

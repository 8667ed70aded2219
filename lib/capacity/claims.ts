import type { Quantities } from '../../imports/kubernetes';
import { title } from '../app/checks/app-check';
import type { FinishedObject } from '../app/finished';
import { valueAt } from '../kinds/pods-of';
import { parseQuantity } from '../quantity';
import type { Addend } from './arithmetic';
import { isLoadBalancer } from './counted';
import type { Demand } from './demand';

/** Claims of one size, and load balancers: what a quota counts besides pods. */
export interface Storage {
  readonly claims: readonly {
    readonly of: string;
    readonly count: number;
    readonly size: bigint;
    readonly class: string;
  }[];
  readonly loadBalancers: readonly string[];
}

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: Quantities };
}

function claim(of: string, count: number, { storageClassName = '', resources }: ClaimSpec): Storage['claims'][number] {
  return {
    of,
    count,
    size: parseQuantity(String(resources?.requests?.storage ?? '0')) ?? 0n,
    class: storageClassName,
  };
}

/** Claims of a namespace, those that each pod of a set has included. */
export function storageOf(objects: readonly FinishedObject[], demands: readonly Demand[]): Storage {
  const claims: Storage['claims'][number][] = [];
  const loadBalancers: string[] = [];
  for (const object of objects) {
    const { kind, spec } = object.json;
    if (kind === 'PersistentVolumeClaim') claims.push(claim(title(object), 1, (spec ?? {}) as ClaimSpec));
    if (isLoadBalancer(object.json)) loadBalancers.push(title(object));
  }
  for (const { object, pods } of demands) {
    const templates = valueAt(object.json, '/spec/volumeClaimTemplates');
    if (!Array.isArray(templates)) continue;
    for (const { spec = {} } of templates as readonly { spec?: ClaimSpec }[]) {
      claims.push(claim(title(object), pods, spec));
    }
  }
  return { claims, loadBalancers };
}

const classSuffix = /^(.+)\.storageclass\.storage\.k8s\.io\/(requests\.storage|persistentvolumeclaims)$/;

/** What claims and load balancers add to an entry of a quota. */
export function claimAddends(entry: string, { claims, loadBalancers }: Storage): readonly Addend[] {
  const one = (of: string, count: number, each: bigint) => ({
    of,
    count: String(count),
    each,
    total: each * BigInt(count),
  });
  if (entry === 'services.loadbalancers') return loadBalancers.map((of) => one(of, 1, 1000n));
  const [, storageClass, counted = entry] = classSuffix.exec(entry) ?? [];
  const these = claims.filter((each) => storageClass === undefined || each.class === storageClass);
  if (counted === 'requests.storage') return these.map(({ of, count, size }) => one(of, count, size));
  if (counted === 'persistentvolumeclaims') return these.map(({ of, count }) => one(of, count, 1000n));
  return [];
}

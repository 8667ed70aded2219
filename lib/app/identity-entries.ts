import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical';
import type { FinishedObject } from './finished';

/** What must not change unasked: a selector, a claim, an account, or the reason of a run. */
export type LockEntry =
  | { readonly selector: string }
  | { readonly access: string; readonly storageClass: string; readonly size: string }
  | { readonly account: true }
  | { readonly run: string; readonly inputs: string };

interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

type Reader = (object: FinishedObject) => LockEntry | undefined;

const selector: Reader = ({ json }) => ({
  selector: canonicalJson((json.spec as { selector?: unknown } | undefined)?.selector ?? {}),
});

const readers: Readonly<Record<string, Reader>> = {
  Deployment: selector,
  Rollout: selector,
  StatefulSet: selector,
  ServiceAccount: () => ({ account: true }),
  PersistentVolumeClaim: ({ json }) => {
    const { accessModes = [], storageClassName = '', resources } = (json.spec ?? {}) as ClaimSpec;
    return {
      access: accessModes.join(','),
      storageClass: storageClassName,
      size: String(resources?.requests?.storage ?? ''),
    };
  },
  Job: ({ json: { metadata } }) => {
    const inputs = metadata.annotations?.['mlops.cdk8s.io/inputs'];
    const run = metadata.labels?.['mlops.cdk8s.io/run'];
    if (inputs === undefined || run === undefined) return undefined;
    return { run, inputs: createHash('sha256').update(inputs).digest('hex').slice(0, 16) };
  },
};

/** Entries by `<cluster>/<namespace>/<kind>/<name>`; a run's name is that of its training. */
export function lockEntries(finished: readonly FinishedObject[]): ReadonlyMap<string, LockEntry> {
  const entries = new Map<string, LockEntry>();
  for (const object of finished) {
    const { kind, metadata } = object.json;
    const entry = Object.hasOwn(readers, kind) ? readers[kind]?.(object) : undefined;
    if (entry === undefined) continue;
    const name = 'run' in entry ? (metadata.labels?.['mlops.cdk8s.io/stem'] ?? metadata.name) : metadata.name;
    entries.set([scopeOf(object), kind, name].join('/'), entry);
  }
  return entries;
}

/** Cluster and namespace of an object, as the keys of the lock begin. */
export function scopeOf({ cluster = 'unknown', json }: FinishedObject): string {
  return `${cluster}/${json.metadata.namespace ?? '-'}`;
}

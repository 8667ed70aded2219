import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical';
import { Kinds } from '../kinds/kinds';
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
};

/** A run of any kind; nothing else carries the inputs that decided it. */
const run: Reader = ({ json: { metadata } }) => {
  const inputs = metadata.annotations?.['mlops.cdk8s.io/inputs'];
  const name = metadata.labels?.['mlops.cdk8s.io/run'];
  if (inputs === undefined || name === undefined) return undefined;
  return { run: name, inputs: createHash('sha256').update(inputs).digest('hex').slice(0, 16) };
};

function readerOf({ json }: FinishedObject): Reader | undefined {
  if (Object.hasOwn(readers, json.kind)) return readers[json.kind];
  return Kinds.of(json).lifecycle === 'run' ? run : undefined;
}

/** What the lock holds of an object, with its key `<cluster>/<namespace>/<kind>/<name>`; a run's name is its training's. */
export function lockEntry(object: FinishedObject): readonly [string, LockEntry] | undefined {
  const { kind, metadata } = object.json;
  const entry = readerOf(object)?.(object);
  if (entry === undefined) return undefined;
  const name = 'run' in entry ? (metadata.labels?.['mlops.cdk8s.io/stem'] ?? metadata.name) : metadata.name;
  return [[scopeOf(object), kind, name].join('/'), entry];
}

/** Cluster and namespace of an object, as the keys of the lock begin. */
export function scopeOf({ cluster = 'unknown', json }: FinishedObject): string {
  return `${cluster}/${json.metadata.namespace ?? '-'}`;
}

import { inMebibytes, parseQuantity, quantity } from '../quantity';
import { type Check, made, required, type Shape, text } from '../shape';
import type { HasPeer, Outside } from '../vocabulary/access';
import { called } from '../vocabulary/called';
import type { ModelCache } from '../vocabulary/model';
import { type SecretUse, secretUse } from '../vocabulary/secrets';

/** What every source says of its model. */
export interface FetchOptions {
  /** Size of its files, which sizes volume, start-up budget and deadline, such as `15Gi`. */
  readonly size: string;
  /**
   * SHA-256 of the one file, or of a file `SHA256SUMS` in the folder (what `sha256sum` writes), which then says which
   * files are the model. @default what the store itself states of its files
   */
  readonly sha256?: string;
  /** Secret with the variables that the store is asked with. @default the pod's account, else nobody */
  readonly credentials?: SecretUse;
  /** The store, for the network policy of the pods. @default the service's `access` */
  readonly host?: Outside | HasPeer;
  /** Where it is put: size of a folder of the pod's own, or `claim.cache()`. @default a folder a tenth larger than the model */
  readonly volume?: string | ModelCache;
}

/** A model in a store that knows folders and files alone. */
export interface StoreOptions extends FetchOptions {
  /** Name of the model, a folder at /mnt/models and a label. */
  readonly name: string;
  /** Its version, a folder below; other content is another version. */
  readonly version: string;
}

const hash: Check<string> = (value, field) => {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return;
  field.problem('not-allowed', { got: value, allowed: '64 hexadecimal digits', remedy: 'give what sha256sum prints' });
};

const volume: Check<string | ModelCache> = (value, field) =>
  typeof value === 'string'
    ? quantity(value, field)
    : made<ModelCache>('model-cache', "claim.cache(), or a size such as '20Gi'")(value, field);

/** Variables of a Secret, which a program reads when it starts. */
const credentials: Check<SecretUse> = (use, field) => {
  const before = field.problems.length;
  secretUse(use, field);
  if (field.problems.length > before || (use.path === undefined && use.rotation === 'ignore')) return;
  field.problem('not-allowed', {
    got: use.path === undefined ? `rotation: '${use.rotation}'` : 'files of a Secret',
    allowed: 'environmentFrom() that ignores changes: the download reads them once',
    remedy: "give environmentFrom('secret-name')",
  });
};

export const fetchShape: Shape<FetchOptions> = {
  size: required(quantity),
  sha256: hash,
  credentials,
  host: called,
  volume,
};

export const storeShape: Shape<StoreOptions> = { ...fetchShape, name: required(text), version: required(text) };

/** A tenth more than the model: listings, and what is under way. */
export function roomFor(size: string): string {
  return inMebibytes(((parseQuantity(size) ?? 0n) * 11n) / 10n);
}

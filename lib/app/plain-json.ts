import { ApiObject, ApiObjectMetadataDefinition } from 'cdk8s';
import type { KubernetesObject } from '../../imports/kubernetes';
import { isPlainRecord } from '../value';

type Fields = Readonly<Record<string, unknown>>;

/** What this module reads of an ApiObject; `isOrdinary` makes sure that this cdk8s has it. */
interface Inside {
  readonly props: Fields;
  readonly patches: readonly unknown[];
  readonly metadata: {
    readonly name?: unknown;
    readonly namespace?: unknown;
    readonly labels: Fields;
    readonly annotations: Fields;
    readonly finalizers: readonly unknown[];
    readonly ownerReferences: readonly unknown[];
    readonly _additionalAttributes: Fields;
  };
}

/** Thrown on the way by a value that cdk8s resolves or refuses: a Lazy, a token, a class instance, an odd key. */
const needsCdk8s = Symbol('needs cdk8s');

/** Whether `toJson()` of an object is cdk8s's own, without patches, so that plain content can be read directly. */
export function isOrdinary(object: ApiObject): boolean {
  const { props, patches, metadata } = object as unknown as Inside;
  return (
    object.toJson === ApiObject.prototype.toJson &&
    object.metadata.toJson === ApiObjectMetadataDefinition.prototype.toJson &&
    patches?.length === 0 &&
    typeof props?.apiVersion === 'string' &&
    typeof props.kind === 'string' &&
    typeof metadata.name === 'string' &&
    (metadata.namespace === undefined || typeof metadata.namespace === 'string') &&
    isPlainRecord(metadata.labels) &&
    isPlainRecord(metadata.annotations) &&
    Array.isArray(metadata.finalizers) &&
    Array.isArray(metadata.ownerReferences) &&
    isPlainRecord(metadata._additionalAttributes)
  );
}

/**
 * What `toJson()` of an ordinary object gives, in one pass: null dropped, keys sorted, `apiVersion`, `kind` and
 * `metadata` first. Undefined when only cdk8s can tell.
 */
export function plainJson(object: ApiObject): KubernetesObject | undefined {
  const { props, metadata } = object as unknown as Inside;
  const { name, namespace, labels, annotations, finalizers, ownerReferences, _additionalAttributes } = metadata;
  const json: Record<string, unknown> = { apiVersion: props.apiVersion, kind: props.kind };
  try {
    const all = { ..._additionalAttributes, name, namespace, labels, annotations, finalizers, ownerReferences };
    json.metadata = resolved(all, true);
    for (const key of sortedKeys(props)) {
      if (key === 'apiVersion' || key === 'kind' || key === 'metadata') continue;
      const value = resolved(props[key], false);
      if (value !== undefined) json[key] = value;
    }
  } catch (cause) {
    if (cause === needsCdk8s) return undefined;
    throw cause;
  }
  return json as unknown as KubernetesObject;
}

/** @param lean leaves out empty lists and records too, as metadata does */
function resolved(value: unknown, lean: boolean): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'function') throw needsCdk8s;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return lean && value.length === 0 ? undefined : resolvedList(value, lean);
  const fields: Record<string, unknown> = {};
  let empty = true;
  for (const key of sortedKeys(value)) {
    const field = resolved((value as Fields)[key], lean);
    if (field === undefined) continue;
    fields[key] = field;
    empty = false;
  }
  return lean && empty ? undefined : fields;
}

function resolvedList(items: readonly unknown[], lean: boolean): readonly unknown[] {
  if (Object.getPrototypeOf(items) !== Array.prototype) throw needsCdk8s;
  const list: unknown[] = [];
  for (let index = 0; index < items.length; index++) list.push(resolved(items[index], lean));
  return list;
}

/** More keys than these are sorted faster than they are moved to their place. */
const few = 24;

/** The keys of a plain record, sorted. */
function sortedKeys(fields: object): readonly string[] {
  if (Object.getPrototypeOf(fields) !== Object.prototype) throw needsCdk8s;
  const keys = Object.keys(fields);
  if (keys.length > few) keys.sort();
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    if (key === 'constructor' || key === '__proto__') throw needsCdk8s;
    let place = index;
    for (; place > 0 && (keys[place - 1] as string) > key; place--) keys[place] = keys[place - 1] as string;
    keys[place] = key;
  }
  return keys;
}

const brand = Symbol.for('cdk8s-mlops.value');

/**
 * A value that one of our functions returned: frozen, and replaced whole by `extend()`, never merged.
 * Engines, schedules, exposures, probes and mounts are such values.
 */
export type Value<T> = Readonly<T>;

export function value<T extends object>(what: string, fields: T): Value<T> {
  return Object.freeze(Object.defineProperty(fields, brand, { value: what }));
}

/** What kind of value this is (`schedule`, `exposure`...); undefined for a plain record. */
export function kindOfValue(candidate: unknown): string | undefined {
  if (typeof candidate !== 'object' || candidate === null) return undefined;
  return (candidate as { [brand]?: string })[brand];
}

/** A record written as a literal: neither a list, nor a class instance, nor one of our values. */
export function isPlainRecord(candidate: unknown): candidate is Record<string, unknown> {
  if (typeof candidate !== 'object' || candidate === null || kindOfValue(candidate) !== undefined) return false;
  const prototype = Object.getPrototypeOf(candidate);
  return prototype === Object.prototype || prototype === null;
}

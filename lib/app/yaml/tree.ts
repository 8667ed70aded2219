/** Whether a value is made of plain records and lists, each at one place only: what the writer takes. */
export function isTree(value: unknown, seen: Set<object> = new Set()): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null) return true;
  if (seen.has(value)) return false;
  seen.add(value);
  if (Array.isArray(value)) return value.every((item) => isTree(item, seen));
  return (
    Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every((field) => isTree(field, seen))
  );
}

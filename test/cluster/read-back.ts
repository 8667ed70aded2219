/** What was written and does not stand on the cluster in the same words. */
export function lost(written: unknown, live: unknown, path = ''): readonly string[] {
  if (Array.isArray(written)) {
    if (!Array.isArray(live) || live.length !== written.length) return [path];
    return written.flatMap((item, index) => lost(item, live[index], `${path}/${index}`));
  }
  if (typeof written === 'object' && written !== null) {
    const other = (live ?? {}) as Record<string, unknown>;
    return Object.entries(written).flatMap(([key, value]) => lost(value, other[key], `${path}/${key}`));
  }
  return written === live ? [] : [path];
}

/** Paths of what was written and is not read back as it was. */
export function lost(written: unknown, read: unknown, path = ''): readonly string[] {
  if (Array.isArray(written))
    return written.flatMap((one, index) => lost(one, (read as unknown[])?.[index], `${path}/${index}`));
  if (typeof written === 'object' && written !== null) {
    return Object.entries(written).flatMap(([key, one]) =>
      lost(one, (read as Record<string, unknown> | undefined)?.[key], `${path}/${key}`),
    );
  }
  return written === read ? [] : [`${path}: ${JSON.stringify(written)} became ${JSON.stringify(read)}`];
}

import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { SynthResult } from './synth-result';

const extension = '.k8s.yaml';

/**
 * Writes the files of an app: changed ones only; files of an earlier synth that are no more are removed, others never.
 * @param chosen tells which paths under the output folder may be touched at all
 */
export function writeFiles(
  outdir: string,
  files: ReadonlyMap<string, string>,
  chosen: (path: string) => boolean,
): Omit<SynthResult, 'objects'> {
  const written: string[] = [];
  const unchanged: string[] = [];
  for (const [path, text] of files) {
    const file = resolve(outdir, `${path}${extension}`);
    const same = existsSync(file) && readFileSync(file, 'utf8') === text;
    (same ? unchanged : written).push(`${path}${extension}`);
    if (same) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const wanted = new Set([...written, ...unchanged]);
  const removed: string[] = [];
  if (existsSync(outdir)) removeStale(outdir, '', (path) => !wanted.has(path) && chosen(path), removed);
  return { written: written.sort(), unchanged: unchanged.sort(), removed: removed.sort() };
}

/** Whether the folder is empty afterwards. */
function removeStale(outdir: string, folder: string, stale: (path: string) => boolean, removed: string[]): boolean {
  let left = 0;
  for (const entry of readdirSync(join(outdir, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (removeStale(outdir, path, stale, removed)) rmdirSync(join(outdir, path));
      else left++;
    } else if (entry.name.endsWith(extension) && stale(path)) {
      rmSync(join(outdir, path));
      removed.push(path);
    } else left++;
  }
  return left === 0;
}

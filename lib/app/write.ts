import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const extension = '.k8s.yaml';

/** Writes the files of an app: changed ones only; files of an earlier synth that are no more are removed, others never. */
export function writeFiles(outdir: string, files: ReadonlyMap<string, string>): void {
  const wanted = new Set<string>();
  for (const [path, text] of files) {
    const file = resolve(outdir, `${path}${extension}`);
    wanted.add(file);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (existsSync(outdir)) removeStale(resolve(outdir), wanted);
}

/** Whether the folder is empty afterwards. */
function removeStale(folder: string, wanted: ReadonlySet<string>): boolean {
  let left = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (removeStale(path, wanted)) rmdirSync(path);
      else left++;
    } else if (entry.name.endsWith(extension) && !wanted.has(path)) rmSync(path);
    else left++;
  }
  return left === 0;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stagingFolder } from './staging';

export const extension = '.k8s.yaml';

/** What stands in every file of an MlopsChart or Cluster, and of GitOps. */
const marks = [/^ +app\.kubernetes\.io\/managed-by: cdk8s-mlops$/m, /^ +description: "?Written by cdk8s-mlops\b/m];

/** Files of this library in the output folder for which `stale` holds, as paths in it; those of others are not looked for. */
export function staleFiles(outdir: string, stale: (path: string) => boolean): readonly string[] {
  if (!existsSync(outdir)) return [];
  const found: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(join(outdir, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && path !== stagingFolder) folders.push(path);
      else if (entry.isFile() && path.endsWith(extension) && stale(path) && isOurs(join(outdir, path)))
        found.push(path);
    }
  }
  return found.sort();
}

function isOurs(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  return marks.some((mark) => mark.test(text));
}

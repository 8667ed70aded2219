import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of files that are made and do not stand in their place yet; nothing reads it as YAML. */
export const stagingFolder = '.synth';

/** What a synth does to the output folder, in one step that is finished even when the process is not. */
interface Change {
  /** Staged file and path in the output folder. */
  readonly moves: readonly (readonly [string, string])[];
  /** Paths that are no more. */
  readonly removals: readonly string[];
}

/**
 * Files on their way into the output folder. Until `commit` the folder is as it was; `commit` first writes down what it
 * will do, so that a process that dies in the middle of it is followed by one that does the rest.
 */
export class Staging {
  private readonly folder: string;
  private readonly moves: [string, string][] = [];
  private created?: string;
  private decided = false;

  constructor(private readonly outdir: string) {
    this.folder = join(outdir, stagingFolder);
    recover(outdir);
  }

  /** Where the next file of the output is made. */
  next(path: string): string {
    if (this.moves.length === 0) this.created = mkdirSync(this.folder, { recursive: true });
    const name = String(this.moves.length);
    this.moves.push([name, path]);
    return join(this.folder, name);
  }

  commit(removals: readonly string[]): void {
    if (this.moves.length === 0 && removals.length === 0) return;
    mkdirSync(this.folder, { recursive: true });
    const change: Change = { moves: this.moves, removals };
    writeFileSync(join(this.folder, 'change.new'), JSON.stringify(change));
    renameSync(join(this.folder, 'change.new'), join(this.folder, 'change'));
    this.decided = true;
    carryOut(this.outdir, change);
  }

  /** Leaves the output folder as it was found, unless a change is decided. */
  discard(): void {
    if (this.decided) return;
    rmSync(this.folder, { recursive: true, force: true });
    if (this.created !== undefined && this.created !== this.folder) removeEmpty(this.outdir, dirname(this.created));
  }
}

/** Does the rest of a change that a dead process had begun, and clears away what it had only prepared. */
export function recover(outdir: string): void {
  const folder = join(outdir, stagingFolder);
  const file = join(folder, 'change');
  if (existsSync(file)) carryOut(outdir, JSON.parse(readFileSync(file, 'utf8')) as Change);
  else if (existsSync(folder)) rmSync(folder, { recursive: true });
}

/** Doing it twice, or the second half of it, ends in the same files. */
function carryOut(outdir: string, { moves, removals }: Change): void {
  const folder = join(outdir, stagingFolder);
  const folders = new Set<string>();
  for (const [name, path] of moves) {
    const to = join(outdir, path);
    if (!folders.has(dirname(to))) mkdirSync(dirname(to), { recursive: true });
    folders.add(dirname(to));
    move(join(folder, name), to);
  }
  for (const path of removals) {
    rmSync(join(outdir, path), { force: true });
    removeEmpty(dirname(join(outdir, path)), outdir);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** A staged file that is gone stands in its place already. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || !existsSync(to)) throw cause;
  }
}

/** Removes a folder, and those around it up to `top`, as long as they are empty. */
function removeEmpty(folder: string, top: string): void {
  for (let next = folder; next !== top && existsSync(next) && readdirSync(next).length === 0; next = dirname(next)) {
    rmdirSync(next);
  }
}

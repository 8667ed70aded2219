import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { recover } from '../../../lib/app/output/staging';
import { appOf } from './versions';

type Files = Readonly<Record<string, string>>;

function filesOf(folder: string): Files {
  const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.yaml')).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** What was found after kills at random moments. */
export interface Killed {
  /** Trees that were one version as they stood. */
  whole: number;
  /** Trees that were on the way from one to the other, and were finished by the next process. */
  finished: number;
  /** What should never be. */
  readonly broken: string[];
}

/** Kills a process that writes one version after the other, again and again, and looks at what it leaves. */
export async function kill(times: number): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  const versions = ([0, 1] as const).map((version) => {
    appOf(version, join(folder, String(version))).synth();
    return filesOf(join(folder, String(version)));
  });
  const outdir = join(folder, 'dist');
  const killed: Killed = { whole: 0, finished: 0, broken: [] };
  const isVersion = (files: Files) => versions.some((version) => JSON.stringify(version) === JSON.stringify(files));
  for (let count = 0; count < times; count++) {
    await killOnce(outdir);
    const files = filesOf(outdir);
    for (const [name, text] of Object.entries(files))
      if (!versions.some((version) => version[name] === text)) killed.broken.push(`${name} is of no version`);
    const begun = existsSync(join(outdir, '.synth/change'));
    if (isVersion(files)) killed.whole++;
    else if (begun) killed.finished++;
    else killed.broken.push('a tree of no version, and no change that is written down');
    recover(outdir);
    if (!isVersion(filesOf(outdir))) killed.broken.push('a tree of no version after the next process');
    if (existsSync(join(outdir, '.synth'))) killed.broken.push('a staging folder after the next process');
  }
  rmSync(folder, { recursive: true });
  return killed;
}

async function killOnce(outdir: string): Promise<void> {
  const program = join(__dirname, 'synth-for-ever.ts');
  const child = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), program, outdir]);
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await setTimeout(Math.random() * 60);
  child.kill('SIGKILL');
  await ended;
}

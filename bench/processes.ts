import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report, Task } from './child';

/** A program's run as its caller sees it, from start to end. */
export interface Run {
  readonly seconds: number;
  /** CPU time: what a busy machine changes least. Undefined, as the next, where nothing tells it. */
  readonly cpu?: number;
  /** Peak memory in MB. */
  readonly peak?: number;
}

/** A folder in memory, where there is one: the speed of the disk says nothing about the programs. */
export function newFolder(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bench-'));
}

/** Calls with a folder that is gone afterwards. */
export function inFolder<T>(use: (folder: string) => T): T {
  const folder = newFolder();
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timed(program: string, args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv) {
  const start = process.hrtime.bigint();
  const result = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (result.error !== undefined) throw result.error;
  return { ...result, seconds };
}

/** Runs a task in a process of its own; undefined with the reason on stderr when that fails. */
export function child(task: Task): (Run & Report) | undefined {
  return inFolder((folder) => {
    const args = [
      '--max-old-space-size=16384',
      join(__dirname, 'child.js'),
      JSON.stringify(task),
      join(folder, 'dist'),
    ];
    const { status, stdout, stderr, seconds } = timed(process.execPath, args, folder);
    if (status === 0) return { ...(JSON.parse(stdout) as Report), seconds };
    process.stderr.write(
      `${JSON.stringify(task)}: ${stderr.split('\n').find((line) => /Error/.test(line)) ?? status}\n`,
    );
    return undefined;
  });
}

/** Runs a program; its CPU time and memory are what GNU time says, where it is installed. */
export function program(name: string, args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Run {
  const tool = '/usr/bin/time';
  const measured = existsSync(tool);
  const command = measured ? [tool, '-f', '%U %S %M', name, ...args] : [name, ...args];
  const { status, stderr, seconds } = timed(command[0] as string, command.slice(1), cwd, env);
  if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}`);
  const [user = 0, system = 0, kilobytes = 0] = stderr.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
  return { seconds, ...(measured && { cpu: user + system, peak: kilobytes / 1024 }) };
}

/** The fastest of a few runs when they are short, of one when it is long. */
export function best<T extends Run | undefined>(run: () => T): T {
  const first = run();
  if (first === undefined || first.seconds > 2) return first;
  return [first, run(), run()].reduce((a, b) => ((b?.seconds ?? 0) < (a?.seconds ?? 0) ? b : a));
}

export function isInstalled(name: string, ...args: readonly string[]): boolean {
  return spawnSync(name, args).status === 0;
}

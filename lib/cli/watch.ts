import { spawn } from 'node:child_process';
import { type FSWatcher, watch as watchFolder } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Exit } from './exit';

/** Editors write a file in several steps; one run is enough for all of them. */
const settled = 60;

/**
 * Runs this command again, in a process of its own, whenever a module of the program changes: modules of both kinds are
 * loaded anew, and no error ends the watch.
 */
export function watch(file: string): void {
  const modules = new Set([file, resolve('cdk8s.yaml')]);
  const folders = new Map<string, FSWatcher>();
  let running = false;
  let failed = false;
  let timer: NodeJS.Timeout | undefined;

  const changed = (path: string) => {
    // A module that could not be found is in no list yet: after a failure any module may be the remedy.
    if (!modules.has(path) && !(failed && /\.([cm]?[jt]s|json)$/.test(path))) return;
    clearTimeout(timer);
    timer = setTimeout(run, settled);
  };
  const look = (folder: string) => {
    if (folders.has(folder)) return;
    const watcher = watchFolder(folder, (_event, name) => changed(join(folder, name ?? basename(file))));
    watcher.on('error', () => folders.delete(folder));
    folders.set(folder, watcher);
  };
  const loaded = (path: string) => {
    if (/[\\/]node_modules[\\/]/.test(path)) return;
    modules.add(path);
    look(dirname(path));
  };

  function run(): void {
    if (running) {
      timer = setTimeout(run, settled);
      return;
    }
    running = true;
    const [node, command = '', ...args] = process.argv;
    const child = spawn(
      node ?? process.execPath,
      [...process.execArgv, command, ...args.filter((arg) => arg !== '--watch')],
      {
        stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
        env: { ...process.env, WATCH_REPORT_DEPENDENCIES: '1' },
      },
    );
    child.on('message', (message) => {
      for (const path of pathsIn(message)) loaded(path);
    });
    child.on('close', (code) => {
      running = false;
      failed = code !== Exit.done;
      process.stderr.write(`watching ${modules.size} files; Ctrl-C ends\n`);
    });
  }
  for (const path of modules) look(dirname(path));
  run();
}

/** What Node tells its own `--watch` of each module that it loads. Not documented: tests say when it changes. */
function pathsIn(message: unknown): readonly string[] {
  const report = message as {
    readonly 'watch:require'?: readonly unknown[];
    readonly 'watch:import'?: readonly unknown[];
  };
  return [...(report['watch:require'] ?? []), ...(report['watch:import'] ?? [])].flatMap((path) => {
    if (typeof path !== 'string') return [];
    if (path.startsWith('file:')) return [fileURLToPath(path)];
    return path.startsWith('/') || /^[a-z]:\\/i.test(path) ? [path] : [];
  });
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import type { BuildFailure, BuildResult } from 'esbuild';
import { writing, wrongUse } from '../exit';
import { optionalPackages } from './optional-packages';
import { Places } from './places';
import { mark, starter } from './starter';

type Esbuild = typeof import('esbuild');

/**
 * Writes a program and all that it needs into one file, and the file that starts it.
 * @returns the files, the one to run first
 * @throws Refusal when esbuild is not there, when it refuses the program, when another file stands in the way or nothing
 * can be written
 */
export async function compiled(file: string, output: string): Promise<readonly string[]> {
  const folder = dirname(output);
  const stem = basename(output, extname(output));
  const names = { program: `${stem}.program.cjs`, cache: `${stem}.cache` };
  const program = join(folder, names.program);
  if (isOurs(file)) throw wrongUse(`${file} is compiled already: give the program that it was made of with --app`);
  for (const path of [output, program]) refuseOthers(path);
  const places = new Places(realFolder(folder));
  const bundle = await bundled(esbuildOf(file), file, places);
  const strict = bundle.startsWith('"use strict";') ? '"use strict";' : '';
  const text = `${mark}
(function (exports, require, module, __filename, __dirname) {${strict}
${places.definitions(file)}
(function () {
${bundle}}).call(exports);
})
`;
  const id = createHash('sha256').update(text).digest('hex').slice(0, 32);
  writing(() => {
    mkdirSync(folder, { recursive: true });
    rmSync(join(folder, names.cache), { force: true });
    writeFileSync(program, text);
    writeFileSync(output, starter({ id, ...names }));
  });
  return [output, program];
}

async function bundled({ build, formatMessages }: Esbuild, file: string, { plugin }: Places): Promise<string> {
  const result: BuildResult<{ write: false }> = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'ascii',
    keepNames: true,
    minifyWhitespace: true,
    lineLimit: 160,
    supported: { 'dynamic-import': false },
    logLevel: 'silent',
    plugins: [plugin, optionalPackages],
  }).catch(async (failure: Partial<BuildFailure>) => {
    if (failure.errors === undefined) throw failure;
    throw wrongUse((await formatMessages(failure.errors, { kind: 'error' })).join('').trimEnd());
  });
  process.stderr.write((await formatMessages(result.warnings, { kind: 'warning' })).join(''));
  return result.outputFiles[0]?.text ?? '';
}

/** The compiler of the project: tsx brings it too. */
function esbuildOf(file: string): Esbuild {
  const project = createRequire(file);
  try {
    return project('esbuild') as Esbuild;
  } catch {
    throw wrongUse('compile needs esbuild: npm install --save-dev esbuild');
  }
}

function isOurs(path: string): boolean {
  return readFileSync(path, 'utf8').startsWith(mark);
}

function refuseOthers(path: string): void {
  if (!existsSync(path) || isOurs(path)) return;
  throw wrongUse(`${path} was not written by compile, which would overwrite it: give another --output`);
}

/** Where the folder is or will be, whatever links lead there: so Node sees the files in it. */
function realFolder(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : join(realFolder(dirname(folder)), basename(folder));
}

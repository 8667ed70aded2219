/** The first line of every file that `compile` writes: what has it may be written over. */
export const mark = '// Written by cdk8s-mlops compile.';

/**
 * The file that is run. It keeps in `cache` what V8 compiled in the first run, functions that were called included, and
 * later runs start from that. V8 refuses what another version of it wrote; `id` refuses what belongs to another program.
 */
export function starter({ id, program, cache }: { id: string; program: string; cache: string }): string {
  return `${mark}
'use strict';
const { readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const id = Buffer.from(${JSON.stringify(id)});
const filename = join(__dirname, ${JSON.stringify(program)});
const cache = join(__dirname, ${JSON.stringify(cache)});

function kept() {
  try {
    const bytes = readFileSync(cache);
    if (id.equals(bytes.subarray(0, id.length))) return bytes.subarray(id.length);
  } catch {}
}

function keep(bytes) {
  const made = cache + '.' + process.pid;
  try {
    writeFileSync(made, Buffer.concat([id, bytes]));
    renameSync(made, cache);
  } catch {
    rmSync(made, { force: true });
  }
}

const cachedData = kept();
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
if (cachedData === undefined || script.cachedDataRejected) {
  process.once('exit', (code) => {
    if (code === 0 && !process.exitCode) keep(script.createCachedData());
  });
}
script.runInThisContext()(exports, require, module, filename, __dirname);
`;
}

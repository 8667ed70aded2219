import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Report } from '../../lib/cli/report';
import { compiledPackage, project } from '../fixtures/package';
import { appOf, mainOf } from './command-line';

const compiled = compiledPackage();
const made: string[] = [compiled];
const running: ChildProcess[] = [];
afterAll(async () => {
  for (const child of running) {
    child.kill();
    await once(child, 'close');
  }
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** A watched project: change a file, and await the report of the run that follows. */
function watched(files: Readonly<Record<string, string>>, app: string) {
  const folder = project(compiled, files, ['cdk8s', 'constructs', 'tsx']);
  made.push(folder);
  const args = [mainOf(compiled), 'synth', '--watch', '--json', '--app', app];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const reports = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const waits = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  return {
    /** The next report, once its run has ended and the watch goes on. */
    async report(): Promise<Report> {
      const { value } = await reports.next();
      for (let line = ''; !line.startsWith('watching '); ) line = (await waits.next()).value;
      return JSON.parse(value) as Report;
    },
    /** As editors save: beside the file, then over it. */
    write(name: string, text: string): void {
      writeFileSync(join(folder, 'unsaved'), text);
      renameSync(join(folder, 'unsaved'), join(folder, name));
    },
  };
}

const size = (text: string) => `exports.size = '${text}';\n`;
const main = appOf("const { size } = require('./size'); new Claim(chart, 'more', { size }); app.synth();");

test('a change of any module of the program runs it again, and no error ends the watch', async () => {
  const { report, write } = watched({ 'main.js': main, 'size.js': size('1Gi') }, 'main.js');
  expect((await report()).written).toHaveLength(2);
  write('size.js', size('2Gi'));
  expect((await report()).written).toEqual(['dist/dev/data.k8s.yaml']);
  write('size.js', size('many'));
  expect((await report()).problems.map(({ code }) => code)).toEqual(['bad-quantity']);
  write('size.js', 'module.exports = ;\n');
  expect((await report()).error).toContain('SyntaxError');
  write('size.js', "require('./later');\n");
  expect((await report()).error).toContain("Cannot find module './later'");
  write('later.js', '');
  expect((await report()).exitCode).toBe(1);
  write('size.js', size('2Gi'));
  expect((await report()).unchanged).toHaveLength(2);
}, 60_000);

test('modules of ECMAScript and of TypeScript are watched too', async () => {
  const typed = main
    .replace(/const (\{.*?\}) = require\('cdk8s-mlops'\);/, "import $1 from 'cdk8s-mlops';")
    .replace("const { size } = require('./size');", "import { size } from './size.js';");
  const files = { 'package.json': '{ "type": "module" }', 'main.ts': typed, 'size.ts': "export const size = '1Gi';" };
  const { report, write } = watched(files, 'main.ts');
  expect((await report()).written).toHaveLength(2);
  write('size.ts', "export const size = '2Gi';");
  expect((await report()).written).toEqual(['dist/dev/data.k8s.yaml']);
}, 60_000);

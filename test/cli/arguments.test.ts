import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appFile, projectIn } from '../../lib/cli/app-file';
import { findCommand, readArguments } from '../../lib/cli/arguments';
import { commands } from '../../lib/cli/commands';
import { synth } from '../../lib/cli/commands/synth';
import { Exit, Refusal } from '../../lib/cli/exit';
import { helpOf, overview } from '../../lib/cli/help';
import { progress } from '../../lib/cli/progress';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The sentence of the refusal that `act` ends in. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal && error.exitCode === Exit.wrongUse) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('options are read by name, repeated ones as a list', () => {
  const args = ['--app', 'main.js', '--environment', 'dev', '--environment=prod', '--json'];
  expect(readArguments(synth, args)).toEqual({ app: 'main.js', environment: ['dev', 'prod'], json: true });
});

test('an unknown command or option names the nearest', () => {
  expect(refusal(() => findCommand('snyth', commands))).toContain("did you mean 'synth'?");
  expect(refusal(() => findCommand('deploy', commands))).toMatch(/^unknown command 'deploy'; commands: synth, check/);
  expect(refusal(() => readArguments(synth, ['--enviroment', 'dev']))).toContain("did you mean '--environment'?");
  expect(refusal(() => readArguments(synth, ['-o', 'dist']))).toBe("synth has no option '-o'; synth --help lists them");
});

test('an option without its value, a flag with one, and a word too many are refused', () => {
  for (const args of [['--app'], ['--json=yes'], ['dev']]) {
    expect(refusal(() => readArguments(synth, args))).toMatch(/^synth: /);
  }
});

test('the help shows every command and every option', () => {
  for (const command of commands) {
    expect(overview(commands)).toMatch(new RegExp(`^  ${command.name} {2,}${command.summary}$`, 'm'));
    for (const [name, { summary }] of Object.entries(command.options)) {
      expect(helpOf(command)).toMatch(new RegExp(`--${name}.* ${summary.slice(0, 12)}`));
    }
  }
});

test.each([
  ['app: node --require tsx/cjs apps/main.ts', 'apps/main.ts'],
  ['app: "npx ts-node main.js"  # as ever', 'main.js'],
  ["app: 'node main.js'\r", 'main.js'],
  ['app: node --require ./hook.cjs main.js', 'main.js'],
])('the program of %j is its file', (line, expected) => {
  mkdirSync(join(folder, 'apps'), { recursive: true });
  for (const name of ['main.js', 'hook.cjs', 'apps/main.ts']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'cdk8s.yaml'), `language: typescript\n${line}\noutput: build/dist # there\n`);
  const project = projectIn(folder);
  expect(project.output).toBe('build/dist');
  expect(appFile(undefined, project, folder)).toBe(join(folder, expected));
});

test('without an app, or with one that is not here, the remedy is told', () => {
  expect(refusal(() => appFile(undefined, {}, folder))).toMatch(/give --app <file>, or name it in cdk8s\.yaml/);
  expect(refusal(() => appFile(undefined, { app: 'npm start' }, folder))).toMatch(/names no file that is here/);
  expect(refusal(() => appFile('nowhere.ts', {}, folder))).toBe('--app nowhere.ts: no such file');
});

test('progress is told on a terminal only, and only when the work is long', () => {
  expect(progress({ write: () => {} }, () => 0)).toBeUndefined();
  const told: string[] = [];
  let now = 0;
  const work = () => progress({ isTTY: true, write: (text) => told.push(text) }, () => now);
  const short = work();
  for (const done of [1, 2]) short?.(done, 2);
  expect(told).toEqual([]);
  const long = work();
  for (const done of [1, 2, 3]) {
    now += 400;
    long?.(done, 3);
  }
  expect(told).toEqual(['\r\u001b[K2 of 3 files', '\r\u001b[K']);
});

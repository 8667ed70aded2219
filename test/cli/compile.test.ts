import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { compiledPackage, project } from '../fixtures/package';
import { appOf, type Ended, filesIn, reportIn, run } from './command-line';

jest.setTimeout(60_000);

const compiled = compiledPackage();

const packages = ['cdk8s', 'constructs', 'esbuild', '@prometheus-io', '@lezer'];
const main = 'build/main.cjs';
const cache = 'build/main.cache';
const kept = ['main.cache', 'main.cjs', 'main.program.cjs'];

/** A project whose program was compiled. */
function compile(files: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const folder = project(compiled, files, packages);
  const app = Object.keys(files).find((name) => /^main\./.test(name)) as string;
  return { folder, ...run(compiled, folder, ['compile', '--app', app, ...args]) };
}

function node(folder: string, args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}

function textsIn(folder: string): readonly string[] {
  return filesIn(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** Whether the file was made again by what `then` does. */
function madeAgain(folder: string, file: string, then: () => void): boolean {
  utimesSync(join(folder, file), 1, 1);
  then();
  return statSync(join(folder, file)).mtimeMs > 1000;
}

test('a compiled program writes the files of its source, and needs no packages to do so', () => {
  const source = `
    import { Claim, MlopsApp, MlopsChart } from 'cdk8s-mlops';
    const environment = { name: 'dev', namespace: 'dev', platform: { cluster: 'home', kubernetes: '1.34' } as const };
    const app: MlopsApp = new MlopsApp();
    new Claim(new MlopsChart(app.in(environment), 'data', { environment }), 'houses', { size: '1Gi' });
    app.synth();`;
  const { folder, code, stdout, stderr } = compile({ 'main.ts': source, 'tsconfig.json': '{}' });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(
    'written build/main.cjs\nwritten build/main.program.cjs\nno problems in 1 objects; run it: node build/main.cjs\n',
  );
  expect(filesIn(folder)).toEqual([]);
  expect(node(folder, [main]).code).toBe(0);
  const alone = project(compiled, {}, []);
  rmSync(join(alone, 'node_modules'), { recursive: true });
  cpSync(join(folder, 'build'), join(alone, 'build'), { recursive: true });
  expect(node(alone, [main]).code).toBe(0);
  expect(textsIn(join(alone, 'dist'))).toEqual(textsIn(join(folder, 'dist')));
  expect(textsIn(join(alone, 'dist')).join()).toContain('storage: 1Gi');
});

test('each module finds the files that lie beside its source, as CommonJS and as ES module', () => {
  const { folder, stderr } = compile({
    'main.mts': `
      import { readFileSync } from 'node:fs';
      import { dirname, join } from 'node:path';
      import { fileURLToPath } from 'node:url';
      import { size } from './sizes/size.cjs';
      const __dirname = dirname(fileURLToPath(import.meta.url));
      console.log(readFileSync(join(__dirname, 'name.txt'), 'utf8'), size);
      ${appOf('app.synth();').replace(/const (\{.*\}) = require\((.*)\);/, 'import $1 from $2;')}`,
    'name.txt': 'houses',
    'sizes/size.cts': `
      const { readFileSync } = require('node:fs');
      export const size: string = readFileSync(__dirname + '/größe.txt', 'utf8') + require('node:path').basename(__filename);`,
    'sizes/größe.txt': '5Gi ',
  });
  expect(stderr).toBe('');
  expect(node(folder, [main]).stdout).toBe('houses 5Gi size.cts\n');
});

test('the files beside a source are found from a folder that a link leads to', () => {
  const { folder } = compile({
    'main.js': `console.log(require('fs').readFileSync(__dirname + '/name.txt', 'utf8'));\n${appOf()}`,
    'name.txt': 'houses',
    'deep/er/real/.keep': '',
  });
  symlinkSync(join(folder, 'deep/er/real'), join(folder, 'link'));
  const output = 'link/to/main.cjs';
  expect(run(compiled, folder, ['compile', '--app', 'main.js', '--output', output]).code).toBe(0);
  expect(node(folder, [output]).stdout).toBe('houses\n');
});

test.each([
  ['main.js', 'require.main === module'],
  ['main.js', 'process.argv[1] === __filename'],
  ['main.mjs', "process.argv[1] === require('node:url').fileURLToPath(import.meta.url)"],
  ['main.mjs', 'import.meta.main'],
])('a compiled program is the main program for %s that asks %s', (name, question) => {
  const { folder, code, stderr } = compile({ [name]: appOf(`if (${question}) app.synth();`) });
  expect([code, stderr]).toEqual([0, '']);
  expect(node(folder, [main]).code).toBe(0);
  expect(filesIn(join(folder, 'dist'))).toHaveLength(2);
});

test('what Node compiled is kept, and made again only where it is missing or belongs to another Node or program', () => {
  const { folder } = compile({ 'main.js': appOf() });
  expect(readdirSync(join(folder, 'build'))).toEqual(kept);
  const ran = () => expect(node(folder, [main])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(madeAgain(folder, cache, ran)).toBe(false);
  const bytes = readFileSync(join(folder, cache));
  const program = Buffer.from(bytes).fill(0, 0, 32);
  const v8 = Buffer.from(bytes).fill(0, 32, 48);
  for (const wrong of [program, v8, bytes.subarray(0, 1000), Buffer.of()]) {
    writeFileSync(join(folder, cache), wrong);
    expect(madeAgain(folder, cache, ran)).toBe(true);
    expect(madeAgain(folder, cache, ran)).toBe(false);
  }
  rmSync(join(folder, cache));
  ran();
  expect(readdirSync(join(folder, 'build'))).toEqual(kept);
});

test('a program starts where nothing can be kept', () => {
  const { folder } = compile({ 'main.js': appOf() });
  rmSync(join(folder, cache));
  mkdirSync(join(folder, cache));
  expect(node(folder, [main])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readdirSync(join(folder, 'build'))).toEqual(kept);
});

test('a changed program is another program: nothing of the old one is used', () => {
  const { folder } = compile({ 'main.js': appOf("console.log('one'); app.synth();") });
  const old = readFileSync(join(folder, cache));
  writeFileSync(join(folder, 'main.js'), appOf("console.log('two'); app.synth();"));
  expect(run(compiled, folder, ['compile', '--app', 'main.js']).code).toBe(0);
  writeFileSync(join(folder, cache), old);
  expect(node(folder, [main]).stdout).toBe('two\n');
  expect(readFileSync(join(folder, cache)).equals(old)).toBe(false);
});

test('problems of the app are said, and the program is there to say them again', () => {
  const bad = appOf("new ModelService(chart, 'prices', { image: 'a:1', port: 0 }); app.synth();");
  const { folder, code, stdout, stderr } = compile({ 'main.js': bad }, ['--json']);
  expect([code, stderr]).toEqual([1, '']);
  expect(reportIn({ stdout })).toMatchObject({
    command: 'compile',
    exitCode: 1,
    written: ['build/main.cjs', 'build/main.program.cjs'],
    problems: [{ code: 'missing-prop' }, { code: 'out-of-range' }],
  });
  expect(node(folder, [main])).toMatchObject({ code: 1, stderr: expect.stringContaining('dev/data/prices: port') });
  expect(readdirSync(join(folder, 'build'))).toEqual(kept.slice(1));
});

test('the commands run a compiled program as any other', () => {
  const { folder } = compile({ 'main.js': appOf(), 'cdk8s.yaml': 'app: node build/main.cjs\n' });
  expect(run(compiled, folder, ['synth', '--environment', 'dev']).stdout).toContain('written dist/dev/data.k8s.yaml');
});

test('a compiled program is not compiled again: cdk8s.yaml may name it', () => {
  const { folder } = compile({ 'main.js': appOf(), 'cdk8s.yaml': 'app: node build/main.cjs\n' });
  const text = readFileSync(join(folder, main), 'utf8');
  const again = run(compiled, folder, ['compile']);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('build/main.cjs is compiled already: give')]);
  expect(readFileSync(join(folder, main), 'utf8')).toBe(text);
});

test('what cannot be compiled is said with its place', () => {
  const broken = compile({ 'main.js': 'const a = ;' });
  expect([broken.code, broken.stdout]).toEqual([2, '']);
  expect(broken.stderr).toContain('main.js:1:10');
  const missing = compile({ 'main.js': "require('not-there');" });
  expect(missing.stderr).toContain('Could not resolve "not-there"');
  expect(readdirSync(missing.folder)).not.toContain('build');
});

test('wrong use is refused, and no file of others is written over', () => {
  const files = { 'main.js': appOf(), 'own.cjs': '// mine', 'build/main.program.cjs': '// mine too' };
  expect(compile(files, ['--output', 'out.js']).stderr).toContain('--output out.js: must end in .cjs');
  expect(compile(files, ['--output', 'own.cjs']).stderr).toContain('own.cjs was not written by compile');
  expect(compile(files, ['--output', 'main.js/out.cjs'])).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/^ENOTDIR|^EEXIST/),
  });
  const { folder, code, stderr } = compile(files);
  expect([code, stderr]).toEqual([2, expect.stringContaining('main.program.cjs was not written by compile')]);
  expect(readFileSync(join(folder, 'build/main.program.cjs'), 'utf8')).toBe('// mine too');
  const without = project(compiled, { 'main.js': appOf() });
  expect(run(compiled, without, ['compile', '--app', 'main.js'])).toMatchObject({
    code: 2,
    stderr: 'compile needs esbuild: npm install --save-dev esbuild\n',
  });
});

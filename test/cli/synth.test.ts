import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledPackage, project } from '../fixtures/package';
import { appOf, filesIn, reportIn, run } from './command-line';

jest.setTimeout(60_000);

const compiled = compiledPackage();
const made: string[] = [compiled];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

const yaml = 'language: javascript\napp: node main.js # the program\noutput: out\n';
const both = ['dev/data.k8s.yaml', 'prod/data.k8s.yaml'];

function folderOf(files: Readonly<Record<string, string>>, packages?: readonly string[]): string {
  const folder = project(compiled, files, packages);
  made.push(folder);
  return folder;
}

/** Runs `synth` in a new project whose app is `main`. */
function synth(main: string, args: readonly string[] = []) {
  const folder = folderOf({ 'main.js': main, 'cdk8s.yaml': yaml });
  return { folder, ...run(compiled, folder, ['synth', ...args]) };
}

test('synth runs the app of cdk8s.yaml in its own process and writes where cdk8s.yaml says', () => {
  const { folder, code, stdout, stderr } = synth(appOf());
  expect([code, stderr]).toEqual([0, '']);
  expect(filesIn(join(folder, 'out'))).toEqual(both);
  expect(stdout).toMatch(
    /^written out\/dev\/data.*\nwritten out\/prod\/data.*\n2 written, 0 unchanged, 0 removed; 2 obj/,
  );
  expect(run(compiled, folder, ['synth']).stdout).toMatch(/^0 written, 2 unchanged, 0 removed/);
});

test('--json is one document on standard output, whatever the app prints', () => {
  const thing =
    "new (require('cdk8s').ApiObject)(chart, 'x', { apiVersion: 'e.com/v1', kind: 'X', metadata: { name: 'x' } });";
  const ended = synth(appOf(`${thing} console.log('hello'); app.synth();`), ['--json']);
  expect(ended.stderr).toContain('hello');
  expect(reportIn(ended)).toEqual({
    command: 'synth',
    exitCode: 0,
    written: ['out/dev/data.k8s.yaml', 'out/prod/data.k8s.yaml'],
    unchanged: [],
    removed: [],
    objects: 3,
    warnings: [expect.objectContaining({ code: 'unknown-kind' })],
    problems: [],
    validations: [],
    duration: expect.any(Number),
  });
});

test('--environment writes the files of the environments named, and no others', () => {
  expect(filesIn(join(synth(appOf(), ['--environment', 'dev']).folder, 'out'))).toEqual(['dev/data.k8s.yaml']);
  const twice = synth(appOf(), ['--environment=prod', '--environment', 'dev']);
  expect(filesIn(join(twice.folder, 'out'))).toEqual(both);
});

test('an environment that the app does not have is wrong use, with the nearest one', () => {
  const { folder, code, stderr } = synth(appOf(), ['--environment', 'dev', '--environment', 'prd']);
  expect([code, stderr]).toEqual([2, "--environment prd: the app has no such environment; did you mean 'prod'?\n"]);
  expect(filesIn(join(folder, 'out'))).toEqual([]);
});

test('--output moves the files, and refuses an app that would not follow', () => {
  const { folder } = synth(appOf(), ['--output', 'other']);
  expect([filesIn(join(folder, 'other')), filesIn(join(folder, 'out'))]).toEqual([both, []]);
  const own = synth(appOf('app.synth();', "{ outdir: 'mine' }"), ['--output', 'other']);
  expect(own.code).toBe(2);
  expect(own.stderr).toContain("the app gives its own outdir 'mine'");
  expect(filesIn(own.folder)).toEqual(['cdk8s.yaml']);
});

test('--app names the program, and wins over cdk8s.yaml', () => {
  const folder = folderOf({ 'main.js': 'throw 1', 'apps/other.js': appOf(), 'cdk8s.yaml': yaml });
  expect(run(compiled, folder, ['synth', '--app', 'apps/other.js']).code).toBe(0);
  expect(filesIn(join(folder, 'out'))).toEqual(both);
});

test('problems are printed as the library prints them, and nothing is written', () => {
  const bad = appOf("new ModelService(chart, 'prices', { image: 'a:1', port: 0, replica: 1 }); app.synth();");
  const { folder, code, stdout, stderr } = synth(bad);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.split('\n').map((line) => line.replace(/: got.*\[/, ' ['))).toEqual([
    'dev/data/prices [unknown-prop]',
    'dev/data/prices: compute [missing-prop]',
    'dev/data/prices: port [out-of-range]',
    '',
  ]);
  expect(filesIn(join(folder, 'out'))).toEqual([]);
  const report = reportIn(run(compiled, folder, ['synth', '--json']));
  expect([report.exitCode, ...report.problems.map(({ code: problem }) => problem)]).toEqual([
    1,
    'unknown-prop',
    'missing-prop',
    'out-of-range',
  ]);
  expect(Object.keys(report.problems[0] ?? {}).sort()).toEqual(['allowed', 'code', 'got', 'path', 'remedy']);
});

test('a problem that the app catches is told all the same', () => {
  const twin = "new Claim(chart, 'twin', { name: 'houses', size: '1Gi' });";
  const { code, stderr } = synth(appOf(`${twin} try { app.synth(); } catch {}`));
  expect(code).toBe(1);
  expect(stderr).toContain('[duplicate-identity]');
});

test("a validation of the app's own construct is a problem of the app", () => {
  const never = "chart.node.addValidation({ validate: () => ['never on a Friday'] }); app.synth();";
  const ended = synth(appOf(never), ['--json']);
  expect([ended.code, reportIn(ended).validations]).toEqual([1, ['dev/data: never on a Friday']]);
});

test("what the app's own code throws is told with its place, and is no problem of the library", () => {
  const { code, stderr } = synth(appOf('null.broken;'));
  expect(code).toBe(3);
  expect(stderr).toMatch(/^TypeError: .*broken.*\n +at .*main\.js:12/);
  expect(stderr).not.toMatch(/node:internal|run-app/);
  const later = synth(appOf("setTimeout(() => Promise.reject(new Error('late')), 5);"), ['--json']);
  expect([later.code, reportIn(later).error?.split('\n')[0]]).toEqual([3, 'Error: late']);
});

test('an app that ends the process itself is told by its exit code', () => {
  expect(synth(appOf('app.synth(); process.exit();')).stdout).toContain('2 written');
  const { code, stderr } = synth(appOf('app.synth(); process.exit(7);'));
  expect([code, stderr]).toEqual([3, 'the app ended the process with exit code 7\n']);
});

test('an app that synthesises later is waited for', () => {
  const { code, folder } = synth(appOf('setTimeout(() => app.synth(), 20);'));
  expect([code, filesIn(join(folder, 'out'))]).toEqual([0, both]);
});

test('a program without the synth() of an MlopsApp is wrong use', () => {
  const { code, stderr } = synth(appOf(''));
  expect(code).toBe(2);
  expect(stderr).toMatch(/main\.js ended without the synth\(\) of an MlopsApp/);
});

test('files that cannot be written are told, and are no fault of the app', () => {
  const { code, stderr } = synth(appOf(), ['--output', 'main.js']);
  expect(code).toBe(4);
  expect(stderr).toMatch(/EEXIST|ENOTDIR/);
});

test('main programs are recognised in both kinds of module and in TypeScript', () => {
  const guarded = 'if (require.main === module && process.argv[1] === __filename) app.synth();';
  expect(synth(appOf(guarded)).code).toBe(0);
  const modern = appOf('if (process.argv[1] === fileURLToPath(import.meta.url)) { await 1; app.synth(); }').replace(
    /const (\{.*?\}) = require\('cdk8s-mlops'\);/,
    "import { fileURLToPath } from 'node:url';\nimport $1 from 'cdk8s-mlops';",
  );
  const typed = `import { other } from './other';\n${appOf('if (other && require.main === module) app.synth();')}`;
  const folder = folderOf(
    {
      'main.mjs': modern,
      'main.ts': typed,
      'other.ts': 'export const other: boolean = true;\n',
      'esm/package.json': '{ "type": "module" }',
      'esm/main.ts': modern.replace('(app, name)', '(app: MlopsApp, name: string)'),
      'cdk8s.yaml': 'app: "npx tsx main.ts"\n',
    },
    ['cdk8s', 'constructs', 'tsx'],
  );
  const ended = (...args: string[]) => run(compiled, folder, ['synth', ...args]);
  expect(ended('--app', 'main.mjs')).toMatchObject({ code: 0, stderr: '' });
  expect(ended()).toMatchObject({ code: 0, stderr: '' });
  expect(ended('--app', 'esm/main.ts')).toMatchObject({ code: 0, stderr: '' });
});

test('TypeScript that nothing here can run is wrong use, and says what to install', () => {
  const folder = folderOf({ 'main.ts': appOf() });
  const strips = 'typescript' in process.features && process.features.typescript;
  const plain = strips ? ['--no-experimental-strip-types'] : [];
  const { code, stderr } = run(compiled, folder, ['synth', '--app', 'main.ts'], plain);
  expect(code).toBe(2);
  expect(stderr).toContain('npm install --save-dev tsx');
});

test('the identity lock of one environment is written, those of others stay', () => {
  const folder = folderOf({ 'main.js': appOf('app.synth();', "{ identityLock: 'lock.json' }"), 'cdk8s.yaml': yaml });
  const keys = () => Object.keys(JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')));
  run(compiled, folder, ['synth', '--environment', 'prod']);
  expect(keys()).toEqual(['home/prod/PersistentVolumeClaim/houses']);
  writeFileSync(join(folder, 'lock.json'), '{}');
  run(compiled, folder, ['synth']);
  expect(keys()).toHaveLength(2);
});

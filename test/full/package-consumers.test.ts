import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { filesIn } from '../cli/command-line';

const root = resolve(__dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'consumers-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', scratch], { cwd: root, encoding: 'utf8' }),
) as [Packed];
const tarball = join(scratch, packed.filename);
const peers = ['@lezer/highlight', '@lezer/lr', '@prometheus-io/lezer-promql', 'cdk8s', 'constructs'];

/** A new project with these packages and files. */
function install(
  packages: readonly string[],
  files: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
) {
  const folder = mkdtempSync(join(scratch, 'project-'));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...flags, ...packages], { cwd: folder, stdio: 'pipe' });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Names of what is installed, packages of a scope with it. */
function installed(folder: string): readonly string[] {
  return readdirSync(join(folder, 'node_modules'))
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(folder, 'node_modules', name)).map((part) => `${name}/${part}`) : [name],
    );
}

const textsIn = (folder: string) => filesIn(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);

const [, readme = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
const monitored = `const { MlopsApp, MlopsChart, MonitoringStack } = require('cdk8s-mlops');
const platform = { cluster: 'home', kubernetes: '1.34', apiServer: ['10.0.0.1/32'] };
const environment = { name: 'dev', namespace: 'dev', platform };
const app = new MlopsApp();
new MonitoringStack(new MlopsChart(app.in(environment), 'monitoring', { environment }), 'monitoring', {});
app.synth();
`;
const asking = monitored.replace(
  /new MonitoringStack\((.*)\);\n/,
  "new MonitoringStack($1).add('own', { panels: [{ title: 'Up', queries: [{ expr: 'sum(up) + 0', legend: 'up' }] }] });\n",
);
const required = `${readme.replace(/^import (\{[^}]*\}) from ('.*');/m, 'const $1 = require($2);')}`;
const files = {
  'readme.ts': readme,
  'readme.mjs': readme,
  'readme.cjs': required,
  'monitored.cjs': monitored,
  'asking.cjs': asking,
};
const consumer = install([tarball, 'cdk8s', 'constructs'], files);

describe('the package', () => {
  test('is small, and holds what runs and nothing else', () => {
    process.stdout.write(`packed ${packed.size} bytes, unpacked ${packed.unpackedSize}\n`);
    expect(Math.max(packed.size, packed.unpackedSize)).toBeLessThan(1_500_000);
    const others = packed.files
      .map(({ path }) => path)
      .filter((path) => !/^(build\/.*\.(js|d\.ts)|docs\/.*\.md)$/.test(path));
    expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  });

  test('brings its peers, what they need, and nothing more', () => {
    const needed = ['@lezer/common', 'cdk8s-mlops', 'fast-json-patch', 'follow-redirects', 'yaml'];
    expect(needed.concat(peers)).toEqual(expect.arrayContaining([...installed(consumer)]));
    expect(installed(consumer)).toEqual(expect.arrayContaining(peers));
    execFileSync('node', ['monitored.cjs'], { cwd: consumer });
    expect(filesIn(join(consumer, 'dist'))).toEqual(['dev/monitoring.k8s.yaml']);
  });

  test('writes the same bytes with the oldest peers that it allows', () => {
    const oldest = ['cdk8s@2.68.0', 'constructs@10.3.0', '@prometheus-io/lezer-promql@0.300.0', '@lezer/lr@1.2.3'];
    const folder = install([tarball, ...oldest, '@lezer/highlight@1.1.2'], files, [
      '--omit=optional',
      '--ignore-scripts',
    ]);
    for (const program of ['readme.cjs', 'monitored.cjs']) {
      for (const where of [folder, consumer]) {
        rmSync(join(where, 'dist'), { recursive: true, force: true });
        execFileSync('node', [program], { cwd: where });
      }
      expect(textsIn(join(folder, 'dist'))).toEqual(textsIn(join(consumer, 'dist')));
    }
  });

  test('does without the grammar of queries until an app has one of its own', () => {
    const folder = install([tarball, 'cdk8s', 'constructs'], files, ['--legacy-peer-deps']);
    expect(installed(folder)).not.toContain('@prometheus-io/lezer-promql');
    for (const program of ['readme.cjs', 'monitored.cjs']) execFileSync('node', [program], { cwd: folder });
    const { stderr } = spawnSync('npx', ['cdk8s-mlops', 'check', '--app', 'asking.cjs'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/npm install @prometheus-io\/lezer-promql .* \[missing-package\]/);
    execFileSync('npm', ['install', '--silent', '--legacy-peer-deps', 'esbuild@0.20'], { cwd: folder });
    for (const [program, code] of Object.entries({ 'monitored.cjs': 0, 'asking.cjs': 1 })) {
      const { status, stdout } = spawnSync('npx', ['cdk8s-mlops', 'compile', '--json', '--app', program], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(status).toBe(code);
      if (code === 1) expect(stdout).toContain('missing-package');
    }
  });

  test('compiles a program to one file, whose bytes are the same', () => {
    rmSync(join(consumer, 'dist'), { recursive: true, force: true });
    execFileSync('node', ['readme.cjs'], { cwd: consumer });
    const before = textsIn(join(consumer, 'dist'));
    expect(before).not.toEqual([]);
    const folder = install([tarball, 'cdk8s', 'constructs', 'esbuild'], files);
    for (const program of ['readme.ts', 'readme.mjs', 'readme.cjs']) {
      rmSync(join(folder, 'dist'), { recursive: true, force: true });
      execFileSync('npx', ['cdk8s-mlops', 'compile', '--app', program], { cwd: folder });
      execFileSync('node', ['build/readme.cjs'], { cwd: folder });
      expect(textsIn(join(folder, 'dist'))).toEqual(before);
    }
  });
});

describe('types', () => {
  const example = (readdirSync(join(root, 'apps'), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.ts') && !file.endsWith('main.ts'))
    .map((file): [string, string] => [
      `apps/${file}`,
      readFileSync(join(root, 'apps', file), 'utf8').replace(/'(\.\.\/)+lib'/, "'cdk8s-mlops'"),
    ]);
  const versions = ['5.4', '5.9', '6', '7'];
  const compilers = install(versions.map((version) => `typescript-${version}@npm:typescript@${version}`));
  const declares = { declaration: true, emitDeclarationOnly: true, outDir: 'declared' };
  const strict = { strict: true, skipLibCheck: false, target: 'es2022', lib: ['es2022'], types: [], ...declares };
  /** What a program exports without naming its type: its declarations must. */
  const exporting = `import { type Claim, http, type ModelService, type ServiceContext } from 'cdk8s-mlops';
export const [probe, mount] = [http('/'), (claim: Claim) => claim.at('/data')];
export const [objects, pod] = [(service: ModelService) => service.objects, (context: ServiceContext) => ({ ...context })];
`;
  const stricter = { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, isolatedModules: true };
  const modules: Readonly<Record<string, object>> = {
    node16: { module: 'node16' },
    nodenext: { module: 'nodenext', ...stricter },
    bundler: { module: 'esnext', moduleResolution: 'bundler' },
    node10: { module: 'commonjs', moduleResolution: 'node10' },
  };
  /** TypeScript 6 still has node10 when told; 7 has not. */
  const compilerOptions = (version: string, module: string) =>
    version === '6' && module === 'node10' ? { ...modules[module], ignoreDeprecations: '6.0' } : modules[module];
  const pairs = versions.flatMap((version) => Object.keys(modules).map((module) => [version, module] as const));

  test.each(pairs.filter((pair) => pair.join() !== '7,node10'))(
    'of a program pass TypeScript %s with %s',
    (version, module) => {
      const written = {
        'readme.ts': readme,
        'readme.mts': readme,
        'exporting.ts': exporting,
        ...Object.fromEntries(example),
      };
      for (const [name, text] of Object.entries(written)) {
        mkdirSync(dirname(join(consumer, name)), { recursive: true });
        writeFileSync(join(consumer, name), text);
      }
      const config = {
        compilerOptions: { ...strict, ...compilerOptions(version, module) },
        files: Object.keys(written),
      };
      writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify(config));
      const tsc = join(compilers, 'node_modules', `typescript-${version}`, 'bin/tsc');
      const { stdout } = spawnSync('node', [tsc, '-p', 'tsconfig.json'], { cwd: consumer, encoding: 'utf8' });
      expect(stdout).toBe('');
    },
  );

  test('a property that does not exist is an error, so the types are there', () => {
    writeFileSync(join(consumer, 'wrong.ts'), readme.replace('size:', 'sizes:'));
    const config = { compilerOptions: { ...strict, ...modules.node16 }, files: ['wrong.ts'] };
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(compilers, 'node_modules/typescript-7/bin/tsc');
    expect(spawnSync('node', [tsc, '-p', 'tsconfig.json'], { cwd: consumer, encoding: 'utf8' }).stdout).toContain(
      'sizes',
    );
  });
});

describe('at run time', () => {
  const versions = ['20.0.0', '20', '22', '24'];
  const nodes = install(
    versions.map((version) => `node-${version}@npm:node-${process.platform}-${process.arch}@${version}`),
  );
  const typed = install([tarball, 'cdk8s', 'constructs', 'tsx'], { 'readme.ts': readme });
  const expected = ['dev/_workspace.k8s.yaml', 'dev/house-prices.k8s.yaml', 'dev/runs/house-prices.k8s.yaml'];

  const nodeOf = (version: string) => join(nodes, 'node_modules', `node-${version}`, 'bin/node');

  function written(version: string, folder: string, args: readonly string[]): readonly string[] {
    rmSync(join(folder, 'dist'), { recursive: true, force: true });
    const { status, stderr } = spawnSync(nodeOf(version), args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return filesIn(join(folder, 'dist'));
  }
  const main = 'node_modules/cdk8s-mlops/build/lib/cli/main.js';

  test.each(versions)('Node %s requires and imports it, and runs its command', (version) => {
    for (const program of ['readme.cjs', 'readme.mjs']) {
      expect(written(version, consumer, [program])).toEqual(expected);
      expect(written(version, consumer, [main, 'synth', '--app', program])).toEqual(expected);
    }
    expect(written(version, typed, [main, 'synth', '--app', 'readme.ts'])).toEqual(expected);
  });

  test.each(versions)('Node %s starts a compiled program from what it kept, and no other Node does', (version) => {
    expect(written(version, typed, [main, 'compile', '--app', 'readme.ts'])).toEqual([]);
    const cache = join(typed, 'build/readme.cache');
    const first = readFileSync(cache);
    expect(written(version, typed, ['build/readme.cjs'])).toEqual(expected);
    expect(readFileSync(cache).equals(first)).toBe(true);
    expect(written(version === '20' ? '24' : '20', typed, ['build/readme.cjs'])).toEqual(expected);
    expect(readFileSync(cache).equals(first)).toBe(false);
  });

  test.each(['22', '24'])('Node %s runs a program in TypeScript without another package', (version) => {
    writeFileSync(join(consumer, 'readme.ts'), readme);
    expect(written(version, consumer, [main, 'synth', '--app', 'readme.ts'])).toEqual(expected);
  });

  test.each(versions)('Node %s tells --watch what it loads', async (version) => {
    writeFileSync(join(consumer, 'watched.cjs'), "require('./part.cjs');\n");
    writeFileSync(join(consumer, 'part.cjs'), required);
    const args = [main, 'synth', '--watch', '--app', 'watched.cjs'];
    const child = spawn(nodeOf(version), args, { cwd: consumer, stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    for await (const line of createInterface({ input: child.stderr })) {
      told = line;
      if (line.startsWith('watching')) child.kill();
    }
    expect(told).toBe('watching 3 files; Ctrl-C ends');
  });

  test('npx finds the command', () => {
    const said = execFileSync('npx', ['cdk8s-mlops', '--version'], { cwd: consumer, encoding: 'utf8' });
    expect(said.trim()).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

function sources(folder: string): readonly string[] {
  return (readdirSync(join(root, folder), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

/** Files that a file imports, from the root; type-only imports are erased and count only when asked. */
function imports(file: string, typesToo = true): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export) (type )?[^;]*?from '(\.[^']*)';/gms)]
    .filter(([, type]) => typesToo || type === undefined)
    .map(([, , path = '']) => relative(root, resolve(root, dirname(file), path)));
}

const lib = sources('lib');
const areas = /^lib\/(cluster|workspace|training|serving|pipelines|gitops|monitoring)\//;

test.each(['lib/vocabulary', 'lib/pod', 'lib/kinds', 'lib/platform', 'lib/companions'])(
  '%s imports no area and no app',
  (folder) => {
    const wrong = sources(folder).flatMap((file) =>
      imports(file).filter((path) => areas.test(path) || path.startsWith('lib/app')),
    );
    expect(wrong).toEqual([]);
  },
);

test('an area imports no other area', () => {
  const areaOf = (path: string) => areas.exec(path)?.[1];
  const wrong = lib.flatMap((file) =>
    imports(file).filter((path) => areaOf(file) && areaOf(path) && areaOf(file) !== areaOf(path)),
  );
  expect(wrong).toEqual([]);
});

test('policies read finished objects and kinds only', () => {
  const allowed = /^(lib\/policies\/|lib\/app\/finished|lib\/kinds\/|lib\/problems|lib\/secret-names|imports\/)/;
  expect(sources('lib/policies').flatMap((file) => imports(file).filter((path) => !allowed.test(path)))).toEqual([]);
});

test('apps import nothing of the library but its index', () => {
  const wrong = sources('apps').flatMap((file) =>
    imports(file).filter((path) => path.startsWith('lib') && path !== 'lib'),
  );
  expect(wrong).toEqual([]);
});

test('the command line loads nothing heavy before the app', () => {
  const light = /^lib\/(cli\/|app\/takeover$|nearest$|problems$)/;
  expect(sources('lib/cli').flatMap((file) => imports(file, false).filter((path) => !light.test(path)))).toEqual([]);
  expect(['lib/app/takeover.ts', 'lib/nearest.ts', 'lib/problems.ts'].flatMap((file) => imports(file, false))).toEqual(
    [],
  );
});

test('no file imports itself over others, types aside', () => {
  const resolved = (path: string) => [`${path}.ts`, `${path}/index.ts`].find((file) => lib.includes(file));
  const next = new Map(lib.map((file) => [file, imports(file, false).flatMap((path) => resolved(path) ?? [])]));
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (next.get(from) ?? []).some(
      (file) => file === to || (!seen.has(file) && seen.add(file) && reaches(file, to, seen)),
    );
  expect(lib.filter((file) => reaches(file, file))).toEqual([]);
});

test('every file is small and named for a concept', () => {
  const long = lib.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 250);
  expect([...long, ...lib.filter((file) => /(utils?|common|helpers?|misc)(\/|\.ts$)/.test(file))]).toEqual([]);
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../imports/kubernetes';
import { judged } from './judges';
import { kubectl } from './kubectl';
import { knativeFlags, namespace, writeModels } from './model-cases';
import { makeNamespaces } from './namespaces';
import { lost } from './read-back';

const [dist, beside] = ['models-', 'flags-'].map((name) => mkdtempSync(join(tmpdir(), name))) as [string, string];
/** An older API server drops a volume that is an image, and says nothing. */
const { serverVersion } = JSON.parse(kubectl('version', '-o', 'json')) as { serverVersion: { minor: string } };
writeModels(dist, Number.parseInt(serverVersion.minor, 10) >= 35);
writeFileSync(join(beside, 'flags.yaml'), JSON.stringify(knativeFlags));
const files = (readdirSync(dist, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort();

beforeAll(() => {
  makeNamespaces(namespace);
});
afterAll(() => {
  for (const folder of [dist, beside]) rmSync(folder, { recursive: true });
});

test('every object passes a strict server-side dry run', () => {
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-R', '-f', dist);
});

test('every object is applied', () => {
  kubectl('apply', '--validate=strict', '-R', '-f', dist);
});

test.each(files)('no field of %s is lost on the cluster', (file) => {
  const live = JSON.parse(kubectl('get', '-f', join(dist, file), '-o', 'json')) as { items: KubernetesObject[] };
  const written = loadAll(readFileSync(join(dist, file), 'utf8')) as readonly KubernetesObject[];
  const gone = written.flatMap((object) => {
    const { apiVersion, kind, metadata } = object;
    const found = live.items.find(
      (one) => one.apiVersion === apiVersion && one.kind === kind && one.metadata.name === metadata.name,
    );
    return lost(object, found, `${kind}/${metadata.name}`);
  });
  expect(gone).toEqual([]);
});

test('a second apply changes nothing', () => {
  expect(kubectl('diff', '-R', '-f', dist)).toBe('');
});

judged({ files: dist, beside });

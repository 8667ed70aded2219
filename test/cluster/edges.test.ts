import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../imports/kubernetes';
import { edgesNamespaces, writeEdges } from './edges-cases';
import { judged } from './judges';
import { eventually, kubectl, objects } from './kubectl';
import { makeNamespaces } from './namespaces';
import { lost } from './read-back';

const dist = mkdtempSync(join(tmpdir(), 'edges-'));
writeEdges(dist);
const files = (readdirSync(dist, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort();

beforeAll(() => {
  makeNamespaces(...edgesNamespaces);
});
afterAll(() => rmSync(dist, { recursive: true }));

test('every object passes a strict server-side dry run, and is applied', () => {
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-R', '-f', dist);
  kubectl('apply', '--validate=strict', '-R', '-f', dist);
});

test.each(files)('no field of %s is lost on the cluster', (file) => {
  const live = JSON.parse(kubectl('get', '-f', join(dist, file), '-o', 'json')) as { items: KubernetesObject[] };
  const written = loadAll(readFileSync(join(dist, file), 'utf8')) as readonly KubernetesObject[];
  const found = ({ apiVersion, kind, metadata }: KubernetesObject) =>
    live.items.find((one) => one.apiVersion === apiVersion && one.kind === kind && one.metadata.name === metadata.name);
  const gone = written.flatMap((object) => lost(object, found(object), `${object.kind}/${object.metadata.name}`));
  expect(gone).toEqual([]);
});

test('a second apply changes nothing', () => {
  expect(kubectl('diff', '-R', '-f', dist)).toBe('');
});

test('transformers, explainers and routers get their pods', async () => {
  interface Deployment {
    readonly metadata: { readonly name: string };
    readonly status: { readonly availableReplicas?: number };
  }
  const wanted = ['transformed-transform', 'explained-explain', 'by-header', 'by-cookie'];
  await eventually('they are available', () => {
    const found = objects<Deployment>('deployments', 'edges').filter(({ metadata }) => wanted.includes(metadata.name));
    return found.length === wanted.length && found.every(({ status }) => (status.availableReplicas ?? 0) > 0);
  });
});

judged({ files: dist });

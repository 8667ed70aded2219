import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../imports/kubernetes';
import { inferenceNamespaces, writeInference } from './inference-cases';
import { calledSynced } from './judges';
import { kubectl } from './kubectl';
import { makeNamespaces } from './namespaces';
import { lost } from './read-back';

const dist = mkdtempSync(join(tmpdir(), 'inference-'));
writeInference(dist);
const files = (readdirSync(dist, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort();
const read = (file: string) => loadAll(readFileSync(join(dist, file), 'utf8')) as readonly KubernetesObject[];

beforeAll(() => {
  makeNamespaces(...inferenceNamespaces);
});
afterAll(() => rmSync(dist, { recursive: true }));

test('a lost field would be seen', () => {
  expect(lost({ a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }], d: 3 })).toEqual(['/a/0/c: 2 became undefined']);
});

test('every object passes a strict server-side dry run', () => {
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-R', '-f', dist);
});

test('every object is applied', () => {
  kubectl('apply', '--validate=strict', '-R', '-f', dist);
});

test.each(files)('no field of %s is lost on the cluster', (file) => {
  const live = JSON.parse(kubectl('get', '-f', join(dist, file), '-o', 'json')) as { items: KubernetesObject[] };
  const found = ({ apiVersion, kind, metadata }: KubernetesObject) =>
    live.items.find((one) => one.apiVersion === apiVersion && one.kind === kind && one.metadata.name === metadata.name);
  const gone = read(file).flatMap((object) => lost(object, found(object), `${object.kind}/${object.metadata.name}`));
  expect(gone).toEqual([]);
});

test('a second apply changes nothing', () => {
  expect(kubectl('diff', '-R', '-f', dist)).toBe('');
});

const admit = process.env['ADMIT'];

if (admit !== undefined) {
  test("KServe's own admission takes a predictor over several nodes, and its runtime", () => {
    const judged = execFileSync(admit, [join(dist, 'inference-nodes')], { encoding: 'utf8' });
    expect(judged).toContain(' 0 refused');
    for (const name of ['nodes-plain', 'nodes-four']) {
      expect(judged).toContain(`ok      ServingRuntime inference-nodes/${name}`);
      expect(judged).toContain(`ok      InferenceService inference-nodes/${name}`);
    }
  });
}

calledSynced({ files: dist });

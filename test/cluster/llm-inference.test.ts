import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../imports/kubernetes';
import { judged } from './judges';
import { kubectl } from './kubectl';
import { llmNamespace, writeLlmInference } from './llm-inference-cases';
import { makeNamespaces } from './namespaces';
import { lost } from './read-back';

const dist = mkdtempSync(join(tmpdir(), 'llm-inference-'));
/** An older API server drops a volume that is an image, and says nothing. */
const { serverVersion } = JSON.parse(kubectl('version', '-o', 'json')) as { serverVersion: { minor: string } };
writeLlmInference(dist, Number.parseInt(serverVersion.minor, 10) >= 35);
const files = (readdirSync(dist, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort();
const read = (file: string) => loadAll(readFileSync(join(dist, file), 'utf8')) as readonly KubernetesObject[];

beforeAll(() => {
  makeNamespaces(llmNamespace);
});
afterAll(() => rmSync(dist, { recursive: true }));

test('language models are stored in the version in which they are written', () => {
  const definition = JSON.parse(kubectl('get', 'crd', 'llminferenceservices.serving.kserve.io', '-o', 'json')) as {
    spec: { versions: { name: string; storage: boolean }[] };
  };
  const stored = definition.spec.versions.filter(({ storage }) => storage).map(({ name }) => name);
  const written = files.flatMap(read).filter(({ kind }) => kind === 'LLMInferenceService');
  expect(new Set(written.map(({ apiVersion }) => apiVersion))).toEqual(new Set([`serving.kserve.io/${stored[0]}`]));
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

judged({ files: dist });

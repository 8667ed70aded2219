import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  Claim,
  type Derivation,
  type Derived,
  MlopsApp,
  MlopsChart,
  ModelService,
  Platform,
  TrainingJob,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { service, training } from '../fixtures/workloads';

const folder = mkdtempSync(join(tmpdir(), 'app-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Part = (scope: Construct) => unknown;
const claim: Part = (scope) => new Claim(scope, 'data', { size: '1Gi' });
const serve: Part = (scope) => new ModelService(scope, 'serve', service);
const train: Part = (scope) => new TrainingJob(scope, 'train', training);

function files(outdir: string): Record<string, string> {
  const names = (readdirSync(outdir, { recursive: true }) as string[])
    .filter((name) => statSync(join(outdir, name)).isFile())
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
}

function synth(name: string, parts: readonly Part[], wrap = (chart: Construct) => chart): Record<string, string> {
  const outdir = join(folder, name);
  const app = new MlopsApp({ outdir });
  const chart = new MlopsChart(app.in(environment), 'chart', { environment });
  for (const part of parts) part(wrap(chart));
  app.synth();
  return files(outdir);
}

test('runs stand in a folder of their own, everything else in one file a chart', () => {
  expect(Object.keys(synth('layout', [claim, serve, train]))).toEqual([
    'dev/chart.k8s.yaml',
    'dev/runs/chart.k8s.yaml',
  ]);
});

test('neither another order of creation nor a wrapping construct changes a byte', () => {
  const usual = synth('usual', [claim, serve, train]);
  expect(synth('reordered', [train, serve, claim])).toEqual(usual);
  let wrappers = 0;
  expect(synth('wrapped', [claim, serve, train], (chart) => new Construct(chart, `wrap-${wrappers++}`))).toEqual(usual);
});

test("a derivation of the user's own sees every object once, file by file, and adds its files", () => {
  class Inventory extends Construct implements Derivation {
    derive(): Derived {
      const seen: string[] = [];
      return {
        see: ({ file, json }) => seen.push(`${file} ${json.kind} ${json.metadata.name}`),
        files: () => [
          {
            path: 'inventory',
            objects: [
              { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'inventory' }, data: { seen: seen.join(', ') } },
            ],
          },
        ],
      };
    }
  }
  const written = synth('derived', [claim, train, (scope) => new Inventory(scope, 'inventory')]);
  const objects = (file: string) => Yaml.load(join(folder, 'derived', file)) as readonly KubernetesObject[];
  const expected = ['dev/chart', 'dev/runs/chart'].flatMap((file) =>
    objects(`${file}.k8s.yaml`).map(({ kind, metadata }) => `${file} ${kind} ${metadata.name}`),
  );
  expect(expected.length).toBeGreaterThan(2);
  expect(Object.keys(written)).toContain('inventory.k8s.yaml');
  expect(objects('inventory.k8s.yaml')).toMatchObject([{ data: { seen: expected.join(', ') } }]);
});

test('a second synth touches no file', () => {
  synth('twice', [claim]);
  const file = join(folder, 'twice/dev/chart.k8s.yaml');
  utimesSync(file, 1, 1);
  synth('twice', [claim]);
  expect(statSync(file).mtimeMs).toBe(1000);
});

test('the text of a file is what cdk8s writes for the same objects', () => {
  const app = new MlopsApp({ outdir: folder });
  serve(new MlopsChart(app.in(environment), 'chart', { environment }));
  expect(app.synthYaml()).toBe(Yaml.stringify(...app.finish().map(({ json }) => json)));
});

test("a validation of the user's own construct fails the synth with its path", () => {
  const app = new MlopsApp({ outdir: join(folder, 'invalid') });
  const chart = new MlopsChart(app.in(environment), 'chart', { environment });
  chart.node.addValidation({ validate: () => ['never on a Friday'] });
  expect(() => app.synth()).toThrow('dev/chart: never on a Friday');
  expect(existsSync(join(folder, 'invalid'))).toBe(false);
});

test('a plain cdk8s app with a platform keeps the checks of the constructors', () => {
  const chart = new Chart(new App(), 'plain', { namespace: 'mine' });
  Platform.provide(chart, platform);
  serve(chart);
  expect(
    (chart.toJson() as { metadata: { namespace: string } }[]).every(({ metadata }) => metadata.namespace === 'mine'),
  ).toBe(true);
  expect(() => new ModelService(chart, 'other', { ...service, replicas: -1 })).toThrow(/out-of-range/);
});

test("a user's own object in the chart gets its namespace", () => {
  const app = new MlopsApp({ outdir: folder });
  const chart = new MlopsChart(app.in(environment), 'chart', { environment });
  new ApiObject(chart, 'thing', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'thing' } });
  expect(app.finish().map(({ json }) => json.metadata.namespace)).toEqual(['dev']);
});

test('two environments of one name are refused', () => {
  const app = new MlopsApp();
  expect(app.in(environment)).toBe(app.in(environment));
  expect(() => app.in({ ...environment })).toThrow(/duplicate-name/);
});

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ApiObject, Chart, Yaml } from 'cdk8s';
import { Cluster, type Environment, GitOps, MlopsApp, MlopsChart, type SynthOptions } from '../../lib';
import { recover } from '../../lib/app/output/staging';
import { environment, platform } from '../fixtures/environment';

let outdir: string;
beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), 'output-')), 'dist');
});
afterEach(() => rmSync(dirname(outdir), { recursive: true }));

const prod: Environment = { ...environment, name: 'prod', namespace: 'prod' };

interface Content {
  readonly environments?: readonly Environment[];
  readonly charts?: readonly string[];
  readonly text?: string;
}

/** An app of ConfigMaps, one a chart, in each environment. */
function app({ environments = [environment, prod], charts = ['one', 'two'], text = 'a' }: Content = {}): MlopsApp {
  const made = new MlopsApp({ outdir });
  for (const place of environments) {
    for (const id of charts) {
      const chart = new MlopsChart(made.in(place), id, { environment: place });
      new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id }, data: { text } });
    }
  }
  return made;
}

function synth(content?: Content, options?: SynthOptions) {
  return app(content).synth(options);
}

function names(): readonly string[] {
  const all = readdirSync(outdir, { recursive: true }) as string[];
  return all.filter((name) => statSync(join(outdir, name)).isFile()).sort();
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(outdir, name)), { recursive: true });
  writeFileSync(join(outdir, name), text);
}

const four = ['dev/one.k8s.yaml', 'dev/two.k8s.yaml', 'prod/one.k8s.yaml', 'prod/two.k8s.yaml'];
const nothing = { written: [], unchanged: [], removed: [], objects: 4 };

test('the first synth writes every file, the second none, a changed one what changed', () => {
  expect(synth()).toEqual({ ...nothing, written: four });
  for (const name of four) utimesSync(join(outdir, name), 1, 1);
  expect(synth()).toEqual({ ...nothing, unchanged: four });
  const [, ...others] = four;
  write('dev/one.k8s.yaml', 'edited by hand');
  expect(synth()).toEqual({ ...nothing, written: four.slice(0, 1), unchanged: others });
  expect(others.map((name) => statSync(join(outdir, name)).mtimeMs)).toEqual([1000, 1000, 1000]);
  expect(names()).toEqual(four);
});

test('files of charts that are gone are removed with their folders, whoever made the other files', () => {
  const made = app();
  new Cluster(made, 'cluster', { platform });
  new GitOps(made, 'gitops', { repository: 'https://git.example.com/a.git' });
  made.synth();
  const others = ['README.md', 'dev/mine.yaml', 'dev/other-app.k8s.yaml', 'elsewhere/plain.k8s.yaml'];
  for (const name of others)
    write(name, 'kind: ConfigMap\nmetadata:\n  labels:\n    app.kubernetes.io/managed-by: Helm\n');
  mkdirSync(join(outdir, 'empty'));
  const result = synth({ environments: [prod], charts: ['one'] });
  expect(result.removed).toEqual([
    'clusters/test/cluster.k8s.yaml',
    'dev/one.k8s.yaml',
    'dev/two.k8s.yaml',
    'gitops/cluster-test.k8s.yaml',
    'gitops/dev.k8s.yaml',
    'gitops/prod.k8s.yaml',
    'prod/two.k8s.yaml',
  ]);
  expect(names()).toEqual([...others, 'prod/one.k8s.yaml'].sort());
  expect(readdirSync(outdir).sort()).toEqual(['README.md', 'dev', 'elsewhere', 'empty', 'prod']);
});

test('with some environments only their files are written or removed', () => {
  synth();
  const result = synth({ charts: ['two', 'three'], text: 'b' }, { only: ['dev'] });
  expect(result).toEqual({
    written: ['dev/three.k8s.yaml', 'dev/two.k8s.yaml'],
    unchanged: [],
    removed: ['dev/one.k8s.yaml'],
    objects: 2,
  });
  expect(readFileSync(join(outdir, 'prod/two.k8s.yaml'), 'utf8')).toContain('text: a');
  expect(names()).toContain('prod/one.k8s.yaml');
});

test('an environment that the app does not have is refused, with those that it has', () => {
  expect(() => synth({}, { only: ['dev', 'qa'] })).toThrow(
    "synth: only[1]: got 'qa', allowed dev, prod; name an environment of the app [not-allowed]",
  );
  expect(existsSync(outdir)).toBe(false);
});

test('with some environments every check sees the whole app', () => {
  const made = app();
  const broken = new MlopsChart(made.in(prod), 'broken', { environment: prod });
  new ApiObject(broken, 'secret', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    stringData: { a: 'b' },
  });
  expect(() => made.synth({ only: ['dev'] })).toThrow(/policy-violation/);
});

test('progress counts the files of charts as they are made ready', () => {
  const calls: (readonly [number, number])[] = [];
  synth({}, { progress: (done, total) => calls.push([done, total]) });
  expect(calls).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
});

test('a synth that fails leaves the folder as it was, and makes none', () => {
  const failing = (content: Content) => {
    const made = app(content);
    new ApiObject(new MlopsChart(made.in(prod), 'z', { environment: prod }), 'secret', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      stringData: { a: 'b' },
    });
    return () => made.synth();
  };
  expect(failing({})).toThrow(/policy-violation/);
  expect(existsSync(outdir)).toBe(false);
  synth();
  expect(failing({ text: 'b', charts: ['one', 'three'] })).toThrow(/policy-violation/);
  expect(names()).toEqual(four);
  expect(readFileSync(join(outdir, 'dev/one.k8s.yaml'), 'utf8')).toContain('text: a');
});

test('a file of many megabytes is written in parts, compared in parts, and changed from where it differs', () => {
  const objects = (text: string) => (chart: MlopsChart) =>
    [...Array(40).keys()].map((number) => {
      const data = { text: number === 30 ? text : 'line\n'.repeat(20_000) };
      return new ApiObject(chart, `map-${number}`, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `m${number}` },
        data,
      });
    });
  const large = (text: string) => {
    const made = new MlopsApp({ outdir });
    objects(text)(new MlopsChart(made.in(environment), 'large', { environment }));
    const result = made.synth();
    const expected = Yaml.stringify(...made.finish().map(({ json }) => json));
    expect(readFileSync(join(outdir, 'dev/large.k8s.yaml'), 'utf8') === expected).toBe(true);
    return result;
  };
  expect(large('a').written).toHaveLength(1);
  expect(large('a').unchanged).toHaveLength(1);
  expect(large('b').written).toHaveLength(1);
  expect(large('longer').written).toHaveLength(1);
  expect(large('a').written).toHaveLength(1);
});

test('a change that a dead process wrote down is finished, even when half of it is done, and then it is gone', () => {
  synth();
  write('.synth/0', 'new one');
  write('.synth/1', 'new three');
  const change = {
    moves: [
      ['0', 'dev/one.k8s.yaml'],
      ['1', 'qa/three.k8s.yaml'],
      ['2', 'dev/two.k8s.yaml'],
    ],
    removals: ['prod/one.k8s.yaml', 'prod/two.k8s.yaml', 'prod/gone-already.k8s.yaml'],
  };
  write('.synth/change', JSON.stringify(change));
  recover(outdir);
  expect(names()).toEqual(['dev/one.k8s.yaml', 'dev/two.k8s.yaml', 'qa/three.k8s.yaml']);
  expect(readFileSync(join(outdir, 'dev/one.k8s.yaml'), 'utf8')).toBe('new one');
  expect(readdirSync(outdir).sort()).toEqual(['dev', 'qa']);
});

test('what a dead process had only prepared is cleared away by the next synth, whatever it does', () => {
  write('.synth/0', 'half a fi');
  expect(synth().written).toEqual(four);
  expect(names()).toEqual(four);
});

test("objects with patches or a toJson() of their own have cdk8s's bytes, anchors for repeated parts too", () => {
  const made = new MlopsApp({ outdir });
  const chart = new Chart(made, 'plain');
  const shared = { a: 1 };
  const object = new ApiObject(chart, 'own', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' } });
  object.toJson = () => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' }, one: shared, two: shared });
  made.synth();
  expect(readFileSync(join(outdir, 'plain.k8s.yaml'), 'utf8')).toBe(Yaml.stringify(object.toJson()));
});

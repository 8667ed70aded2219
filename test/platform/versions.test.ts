import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  dataVersion,
  dvcVersion,
  type ImageVersions,
  imageLock,
  type MlopsError,
  ModelService,
  modelLabels,
  TrainingJob,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { container, objectsOf, only } from '../fixtures/workloads';

const folder = mkdtempSync(join(tmpdir(), 'versions-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const digest = `sha256:${'0'.repeat(64)}`;
const versions: ImageVersions = {
  [container.image]: { digest, code: 'https://git.example.com/app@4f2c9d1' },
  'registry.example.com/proxy:1': { digest },
};

function objects(imageVersions?: ImageVersions): readonly KubernetesObject[] {
  const proxy = { name: 'proxy', image: 'registry.example.com/proxy:1', compute: { cpu: '50m', memory: '64Mi' } };
  return objectsOf(
    (scope) => [
      new ModelService(scope, 'serve', { ...container, sidecars: [proxy] }),
      new TrainingJob(scope, 'train', { ...container, annotations: { own: 'kept' } }),
    ],
    { environment: { ...environment, platform: { ...platform, imageVersions } } },
  );
}

test('a workload says what stands behind the tags of its images, and which code', () => {
  expect(only(objects(versions), 'Deployment').metadata.annotations).toEqual({
    'mlops.cdk8s.io/image-digests': JSON.stringify({
      [container.image]: digest,
      'registry.example.com/proxy:1': digest,
    }),
    'mlops.cdk8s.io/code-versions': JSON.stringify({ [container.image]: 'https://git.example.com/app@4f2c9d1' }),
  });
  expect(only(objects(versions), 'Job').metadata.annotations).toMatchObject({
    own: 'kept',
    'mlops.cdk8s.io/code-versions': expect.any(String),
  });
});

test('a new build changes neither pods nor runs, and nothing where no versions are known', () => {
  const specs = (of: readonly KubernetesObject[]) => of.map(({ metadata, spec }) => [metadata.name, spec]);
  expect(specs(objects(versions))).toEqual(specs(objects()));
  expect(objects({})).toEqual(objects());
});

test('the lock of images is read from its file, and refused when it is none', () => {
  expect(imageLock(file('images.lock.json', JSON.stringify(versions)))).toEqual(versions);
  expect(() => imageLock(join(folder, 'nowhere.json'))).toThrow(/nowhere\.json is not there/);
  expect(() => imageLock(file('broken.json', '{'))).toThrow(/broken\.json is not JSON/);
  const codes = () => {
    try {
      imageLock(file('wrong.json', JSON.stringify({ app: { digest: 'sha256:1', revision: 'x' } })));
    } catch (error) {
      return (error as MlopsError).codes;
    }
    return [];
  };
  expect(codes()).toEqual(['unknown-prop', 'wrong-type']);
});

test('a data version is one text, and another content another text', () => {
  expect(dataVersion({ uri: 's3://bucket/houses', revision: 'v3', hash: 'md5:22a1' })).toBe(
    's3://bucket/houses@v3#md5:22a1',
  );
  expect(dataVersion({ uri: 's3://bucket/houses' })).toBe('s3://bucket/houses');
});

test('what DVC tracks is read from its file', () => {
  const text = 'outs:\n- md5: 22a1a2931c8370d3aeedd7183606fd7f.dir\n  size: 14445097\n  hash: md5\n  path: houses\n';
  expect(dvcVersion(file('houses.dvc', text), { revision: 'v3' })).toEqual({
    uri: 'houses',
    revision: 'v3',
    hash: 'md5:22a1a2931c8370d3aeedd7183606fd7f.dir',
  });
  const imported = `md5: 1\nfrozen: true\ndeps:\n- path: raw\n  md5: 2\n${text}`;
  expect(dvcVersion(file('imported.dvc', imported)).hash).toBe('md5:22a1a2931c8370d3aeedd7183606fd7f.dir');
  expect(() => dvcVersion(file('empty.dvc', 'outs:\n- path: houses\n'))).toThrow(/1 paths, 0 hashes/);
  expect(() => dvcVersion(join(folder, 'nowhere.dvc'))).toThrow(/nowhere\.dvc is not there/);
});

test('a model and its version are labels, where a label can hold them', () => {
  expect(modelLabels({ name: 'prices', version: 'd7g8q2hm' })).toEqual({
    'mlops.cdk8s.io/model': 'prices',
    'mlops.cdk8s.io/model-version': 'd7g8q2hm',
  });
  expect(modelLabels({ name: 'prices_' })).toEqual({});
});

import { Testing } from 'cdk8s';
import type { InferenceServiceSpec } from '../../imports/kserve';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  Cluster,
  kserve,
  kserveLlm,
  type MlopsError,
  type ModelCacheFacts,
  ModelService,
  type ModelServiceProps,
  outside,
  type Platform,
  s3,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { objectsOf, only, service } from '../fixtures/workloads';

const modelCache: ModelCacheFacts = {
  groups: {
    plain: { pool: 'general', size: '500Gi' },
    fast: { pool: 'gpu', size: '3Ti', path: '/nvme/models', storageClass: 'nvme' },
  },
  models: {
    prices: { uri: 's3://models/prices', size: '4Gi', groups: ['plain', 'fast'] },
    chat: { uri: 'hf://acme/chat', size: '140Gi', groups: ['fast'], account: 'hub' },
  },
};
const withCache = (changes: Partial<ModelCacheFacts> = {}, facts: Partial<Platform> = {}): Platform => ({
  ...platform,
  modelCache: { ...modelCache, ...changes },
  ...facts,
});
const cluster = (facts = withCache()) =>
  Testing.synth(new Cluster(Testing.app(), 'cluster', { platform: facts })) as (KubernetesObject & { spec: object })[];
const named = (kind: string, facts?: Platform) =>
  Object.fromEntries(
    cluster(facts)
      .filter((object) => object.kind === kind)
      .map(({ metadata, spec }) => [metadata.name, { namespace: metadata.namespace, ...spec }]),
  );

test('a group is the nodes of a pool and the room on their disks', () => {
  const { plain, fast } = named('LocalModelNodeGroup');
  const volume = (storageClassName: string) => ({
    accessModes: ['ReadWriteOnce'],
    storageClassName,
    volumeMode: 'Filesystem',
  });
  expect(fast).toEqual({
    namespace: undefined,
    storageLimit: '3Ti',
    persistentVolumeSpec: {
      ...volume('nvme'),
      capacity: { storage: '3Ti' },
      local: { path: '/nvme/models' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'node-pool', operator: 'In', values: ['gpu'] }] }],
        },
      },
      persistentVolumeReclaimPolicy: 'Delete',
    },
    persistentVolumeClaimSpec: { ...volume('nvme'), resources: { requests: { storage: '3Ti' } } },
  });
  expect(plain).toMatchObject({
    persistentVolumeSpec: { ...volume('local-storage'), local: { path: '/models' } },
  });
});

test('a model is kept by the nodes of its groups, fetched as an account', () => {
  expect(named('LocalModelCache')).toEqual({
    prices: { sourceModelUri: 's3://models/prices', modelSize: '4Gi', nodeGroups: ['plain', 'fast'] },
    chat: { sourceModelUri: 'hf://acme/chat', modelSize: '140Gi', nodeGroups: ['fast'], serviceAccountName: 'hub' },
  });
});

test('only the Cluster emits them, and only where the platform has a cache', () => {
  const kinds = cluster(platform).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind.startsWith('LocalModel'))).toEqual([]);
  const objects = annotated({ uri: 's3://models/prices' }).objects;
  expect(objects.filter(({ kind }) => kind.startsWith('LocalModel'))).toEqual([]);
});

function annotated(model: { uri?: string; runtime?: string }, props: Partial<ModelServiceProps> = {}) {
  const engine = kserve({ model: { format: 'onnx', ...model } });
  const objects = objectsOf((scope) => new ModelService(scope, 'it', { ...service, engine, ...props }), {
    environment: { ...environment, platform: withCache() },
  });
  const made = objects.find(({ kind }) => kind === 'InferenceService') as KubernetesObject & {
    spec: InferenceServiceSpec;
  };
  const { 'serving.kserve.io/nodegroup': group, 'serving.kserve.io/disable-localmodel': disabled } =
    made?.metadata.annotations ?? {};
  return { objects, group, disabled, made };
}
const general = { placement: { pool: 'general' } };
const onGpu = { compute: { cpu: '1', memory: '4Gi', gpu: { pool: 'gpu', count: 1 } } };

test.each<[string, string, Partial<ModelServiceProps>, string | undefined, string | undefined]>([
  ['a cached model on a pool of its nodes', 's3://models/prices', general, 'plain', undefined],
  ['what lies below it', 's3://models/prices/v3', onGpu, 'fast', undefined],
  ['the same with a slash at the end', 's3://models/prices/', general, 'plain', undefined],
  ['a cached model on another pool', 'hf://acme/chat', general, undefined, 'true'],
  ['a cached model on no pool', 's3://models/prices', {}, undefined, 'true'],
  ['another model with the same start', 's3://models/prices-next', general, undefined, undefined],
])('%s', (_what, uri, props, group, disabled) => {
  expect(annotated({ uri }, props)).toMatchObject({ group, disabled });
});

test("the service's own source is found in the cache by the address that KServe gets", () => {
  const model = s3('s3://models/prices', {
    name: 'prices',
    version: 'v3',
    size: '4Gi',
    host: outside('s3', ['52.216.0.0/15']),
  });
  const { group, made } = annotated({}, { ...general, model });
  expect([group, made.spec.predictor.model?.storageUri]).toEqual(['plain', 's3://models/prices']);
});

test('a server that brings its model itself has nothing to do with the cache', () => {
  expect(annotated({}, { engine: kserve() })).toMatchObject({ group: undefined, disabled: undefined });
  const objects = objectsOf((scope) => new ModelService(scope, 'it', { ...service, engine: kserveLlm() }), {
    environment: { ...environment, platform: withCache() },
  });
  const { metadata } = only(objects, 'LLMInferenceService');
  expect(metadata.annotations?.['serving.kserve.io/disable-localmodel']).toBe('true');
});

function problems(facts: Platform): readonly string[] {
  try {
    cluster(facts);
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} ${path.split('modelCache')[1]}`);
  }
  return [];
}
const kserveIs = (version: string) => ({ operators: { ...platform.operators, kserve: { version } } });

test.each<[string, Platform, readonly string[]]>([
  [
    'a pool that is not there',
    withCache({ groups: { fast: { pool: 'none', size: '1Ti' } }, models: {} }),
    ['unknown-pool .groups.fast.pool'],
  ],
  [
    'a group that is not there',
    withCache({ models: { prices: { uri: 's3://m', size: '1Gi', groups: ['plain', 'none'] } } }),
    ['not-allowed .models.prices.groups[1]'],
  ],
  [
    'more models than there is room',
    withCache({
      models: {
        a: { uri: 's3://a', size: '300Gi', groups: ['plain'] },
        b: { uri: 's3://b', size: '300Gi', groups: ['plain', 'fast'] },
      },
    }),
    ['model-too-large .groups.plain.size'],
  ],
  [
    'one address below another',
    withCache({
      models: {
        a: { uri: 's3://models', size: '1Gi', groups: ['plain'] },
        b: { uri: 's3://models/b', size: '1Gi', groups: ['fast'] },
      },
    }),
    ['not-allowed .models.b.uri'],
  ],
  [
    'no model on a group',
    withCache({ models: { a: { uri: 's3://a', size: '1Gi', groups: [] } } }),
    ['out-of-range .models.a.groups'],
  ],
  ['no KServe', withCache({}, { operators: {} }), ['missing-operator ']],
  ['a KServe without accounts of downloads', withCache({}, kserveIs('0.18')), ['missing-operator ']],
  ['no KServe of many groups', withCache({ models: {} }, kserveIs('0.16')), ['missing-operator ']],
])('%s is an error', (_what, facts, expected) => {
  expect(problems(facts)).toEqual(expected);
  expect(problems(withCache())).toEqual([]);
  expect(problems(withCache({ models: {} }, kserveIs('0.17')))).toEqual([]);
});

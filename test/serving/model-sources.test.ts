import type { Container, KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import {
  Claim,
  type Duration,
  download,
  environmentFrom,
  gcs,
  huggingFace,
  inImage,
  knative,
  kserve,
  ModelService,
  type ModelServiceProps,
  mlflowModel,
  ociImage,
  outside,
  type Platform,
  s3,
  secretFiles,
} from '../../lib';
import { engineText } from '../../lib/engine';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { serviceEngines } from '../../lib/serving/engines';
import { environment, platform } from '../fixtures/environment';
import { bakedModel, fetchedModels, imageModel } from '../fixtures/models';
import { refused } from '../fixtures/refused';
import { objectsOf, only, service } from '../fixtures/workloads';

const flags = ['init-containers', 'persistent-volume-claim', 'persistent-volume-write', 'volumes-image'];
/** A cluster whose Knative lets through what a model needs, with volumes that are images. */
const able: Partial<Platform> = {
  kubernetes: '1.35',
  operators: {
    ...platform.operators,
    knative: {
      version: '1.23',
      namespaces: ['knative-serving'],
      features: flags.map((name) => `kubernetes.podspec-${name}`),
    },
  },
};

const render = (props: Partial<ModelServiceProps>, facts: Partial<Platform> = able) =>
  objectsOf((scope) => new ModelService(scope, 'prices', { ...service, ...props }), {
    environment: { ...environment, platform: { ...platform, ...facts } },
  });

function podOf(objects: readonly KubernetesObject[]): PodTemplate['spec'] {
  const found = objects.flatMap((object) => podsOf(object, Kinds.of(object))).at(-1)?.template as PodTemplate;
  return found.spec;
}

const problems = (props: Partial<ModelServiceProps>, facts?: Partial<Platform>): readonly string[] =>
  refused(() => render(props, facts));

const variable = ({ env = [] }: Container, name: string) => env.find((one) => one.name === name)?.value;

const engines = serviceEngines.map((engine) => [engineText(engine), engine] as const);
describe.each(engines)('a model with %s', (_title, engine) => {
  test.each(Object.entries(fetchedModels))(
    'from %s is fetched before the server starts, which only reads it',
    (_by, model) => {
      const objects = render({ model, engine });
      const { initContainers = [], containers } = podOf(objects);
      const [fetch] = initContainers.filter(({ name }) => name === 'fetch-model');
      const [server] = containers;
      const path = variable(server as Container, 'MODEL_PATH') as string;
      expect(fetch?.args).toEqual(expect.arrayContaining(['--to', path]));
      const folder = ({ volumeMounts = [] }: Container) =>
        volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
      expect(folder(server as Container)).toMatchObject({ name: folder(fetch as Container)?.name, readOnly: true });
      expect(folder(fetch as Container)?.readOnly).toBeUndefined();
      expect(Object.keys((only(objects, 'ConfigMap') as unknown as { data: object }).data)).toContain('fetch_model.py');
    },
  );

  test('from an image is a volume that nobody can write', () => {
    const { volumes = [], containers } = podOf(render({ model: imageModel, engine }));
    expect(volumes.filter(({ image }) => image !== undefined)).toEqual([
      {
        name: 'image-mnt-models-prices-v3',
        image: { reference: 'registry.example.com/models/prices:v3', pullPolicy: 'IfNotPresent' },
      },
    ]);
    expect(containers[0]?.volumeMounts).toContainEqual({
      name: 'image-mnt-models-prices-v3',
      mountPath: '/mnt/models/prices/v3',
      readOnly: true,
    });
  });

  test('in the image of the server is where it was said to be', () => {
    const pod = podOf(render({ model: bakedModel, engine }));
    expect(variable(pod.containers[0] as Container, 'MODEL_PATH')).toBe('/opt/prices');
    expect(pod.initContainers).toBeUndefined();
  });
});

test('Knative without the flag refuses the container that fetches, and names the flag', () => {
  const model = fetchedModels['gcs()'];
  expect(problems({ model, engine: knative() }, {})).toEqual(['field-not-carried engine']);
  expect(problems({ model: imageModel, engine: knative() }, { kubernetes: '1.35' })).toEqual([
    'field-not-carried engine',
  ]);
});

test('a fetched model has a folder a tenth larger, which the pod asks of its node beside what the server asks', () => {
  const { initContainers = [], volumes = [] } = podOf(render({ model: fetchedModels['download()'] }));
  expect(volumes.find(({ name }) => name === 'scratch-mnt-models')?.emptyDir).toEqual({ sizeLimit: '2253Mi' });
  expect(initContainers[0]?.resources?.limits?.['ephemeral-storage']).toBe('3277Mi');
});

test('a cache is written once for all pods, and needs no room on nodes', () => {
  const { initContainers = [], volumes = [] } = podOf(render({ model: fetchedModels['mlflowModel()'] }));
  expect(volumes.find(({ name }) => name === 'claim-cache')).toEqual({
    name: 'claim-cache',
    persistentVolumeClaim: { claimName: 'cache' },
  });
  expect(initContainers[0]?.resources?.limits?.['ephemeral-storage']).toBe('64Mi');
});

test('a cache of one node under pods on several is an error', () => {
  const volume = Claim.reference({ name: 'one-node' }).cache();
  const about = { name: 'm', version: 'v1', size: '1Gi', volume, host: outside('s', ['192.0.2.0/24']) };
  expect(problems({ model: s3('s3://b/m', about) })).toEqual(['claim-single-node mounts[0]']);
});

test('the store is asked with the variables of a Secret, and with what the source says', () => {
  const [fetch] = podOf(render({ model: fetchedModels['s3()'] })).initContainers ?? [];
  expect(fetch?.envFrom).toEqual([{ secretRef: { name: 'store-keys' } }]);
  expect([variable(fetch as Container, 'AWS_ENDPOINT_URL'), variable(fetch as Container, 'AWS_REGION')]).toEqual([
    'http://objects.storage.svc:8333',
    'eu-west-1',
  ]);
  expect(fetch?.args).toEqual([
    ...['--store', 's3', '--uri', 's3://models/prices/v3', '--to', '/mnt/models/prices/v3'],
    ...['--sha256', '0123456789abcdef'.repeat(4)],
  ]);
});

test('the host of a store is a way out for the pods, and a peer in the cluster too', () => {
  const names = (props: Partial<ModelServiceProps>) =>
    render(props)
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata }) => metadata.name);
  expect(names({ model: fetchedModels['s3()'] })).toContain('prices-to-store');
  expect(names({ model: fetchedModels['mlflowModel()'] })).toContain('prices-to-mlflow');
});

test('a store that no policy lets the pods reach is an error, unless the service says whom it reaches', () => {
  const model = s3('s3://b/m', { name: 'm', version: 'v1', size: '1Gi' });
  expect(problems({ model })).toEqual(['model-unreachable model.host']);
  expect(problems({ model, access: { outside: [outside('s3', ['192.0.2.0/24'])] } })).toEqual([]);
});

test('the deadline of a new version counts the download, the start-up budget of the server does not', () => {
  const spec = (platformFacts: Partial<Platform>, size: string) => {
    const model = gcs('gs://b/m', { name: 'm', version: 'v1', size, host: outside('s', ['192.0.2.0/24']) });
    const { spec: found } = only(render({ model }, platformFacts), 'Deployment');
    const { template, progressDeadlineSeconds } = found as { template: PodTemplate; progressDeadlineSeconds: number };
    const probe = template.spec.containers[0]?.startupProbe;
    return [(probe?.periodSeconds ?? 0) * (probe?.failureThreshold ?? 0), progressDeadlineSeconds];
  };
  expect(spec({}, '100Gi')).toEqual([2110, 60 + 2 * 1024 + 2 * 2048 + 600]);
  expect(spec({ downloadThroughput: '1Gi', volumeThroughput: '1Gi' }, '100Gi')).toEqual([260, 60 + 200 + 200 + 600]);
});

test.each<[Duration, readonly string[]]>([
  ['1m', ['probe-too-short health.startup']],
  ['20m', []],
])('a start-up of %s for a fetched model of 100Gi: %j', (startup, expected) => {
  const model = gcs('gs://b/m', { name: 'm', version: 'v1', size: '100Gi', host: outside('s', ['192.0.2.0/24']) });
  expect(problems({ model, health: { startup } })).toEqual(expected);
});

test('a model larger than its volume is an error, whatever the volume is', () => {
  const host = outside('s', ['192.0.2.0/24']);
  const about = { name: 'm', version: 'v1', size: '20Gi', host };
  expect(problems({ model: s3('s3://b/m', { ...about, volume: '19Gi' }) })).toEqual(['model-too-large model.size']);
  const onClaim = (make: (claim: Claim) => ModelServiceProps['model']) => () =>
    objectsOf((scope) => {
      const claim = new Claim(scope, 'models', { size: '10Gi', access: 'ReadWriteMany' });
      new ModelService(scope, 'prices', { ...service, model: make(claim) });
    });
  expect(onClaim((claim) => s3('s3://b/m', { ...about, volume: claim.cache() }))).toThrow('model-too-large');
  expect(onClaim((claim) => claim.model('m', 'v1', { size: '20Gi' }))).toThrow('model-too-large');
  expect(onClaim((claim) => claim.model('m', 'v1', { size: '10Gi' }))).not.toThrow();
});

test('an image as a volume needs a Kubernetes that mounts it', () => {
  expect(problems({ model: imageModel }, { kubernetes: '1.34' })).toEqual(['version-too-old model']);
});

test.each<[string, ModelServiceProps['model'], readonly string[]]>([
  [
    'a branch of the Hub',
    huggingFace('acme/m', { commit: 'main', size: '1Gi', host: outside('h', ['192.0.2.0/24']) }),
    ['not-allowed model.commit'],
  ],
  [
    'a stage of the registry',
    mlflowModel('models:/m/Production' as 'models:/m/1', {
      size: '1Gi',
      server: 'http://t',
      host: outside('h', ['192.0.2.0/24']),
    }),
    ['wrong-type model.name', 'wrong-type model.version', 'not-allowed model.uri'],
  ],
  [
    'a signed address',
    download('https://a/b?sig=x', { name: 'm', version: 'v', size: '1Gi' }),
    ['secret-value model.uri'],
  ],
  [
    'a bucket without a folder',
    s3('s3://bucket/', { name: 'm', version: 'v', size: '1Gi' }),
    ['not-allowed model.uri'],
  ],
  [
    'a short hash',
    s3('s3://b/m', { name: 'm', version: 'v', size: '1Gi', sha256: 'abc' }),
    ['not-allowed model.sha256'],
  ],
  ['no size', s3('s3://b/m', { name: 'm', version: 'v' } as never), ['missing-prop model.size']],
  [
    'files of a Secret',
    s3('s3://b/m', { name: 'm', version: 'v', size: '1Gi', credentials: secretFiles('s', '/s') }),
    ['not-allowed model.credentials'],
  ],
  ['a version that is a path', inImage('/m', { name: 'm', version: '../up' }), ['bad-name model.version']],
  [
    'a tag that moves',
    ociImage('registry.example.com/m:latest', { name: 'm', version: 'v' }),
    ['bad-image model.image'],
  ],
  ['a text', 's3://b/m' as never, ['wrong-type model']],
])('%s is no source of a model', (_what, model, expected) => {
  expect(problems({ model })).toEqual(expected);
});

describe('KServe with a runtime of a format', () => {
  const engine = kserve({ model: { format: 'sklearn' } });
  const about = { name: 'prices', version: 'v3', size: '2Gi', host: outside('store', ['203.0.113.0/24']) };
  const inference = (model: ModelServiceProps['model'], by = engine) =>
    only(render({ model, engine: by }), 'InferenceService') as unknown as {
      metadata: { annotations: Record<string, string> };
      spec: { predictor: { model: { storageUri?: string }; initContainers?: readonly Container[] } };
    };

  test.each(['Standard', 'Knative'] as const)(
    'brings the model of a store that it knows, with its Secret, in mode %s',
    (mode) => {
      const by = kserve({ mode, model: { format: 'sklearn' } });
      const { metadata, spec } = inference(
        s3('s3://models/prices/v3', { ...about, credentials: environmentFrom('keys') }),
        by,
      );
      expect(spec.predictor.model.storageUri).toBe('s3://models/prices/v3');
      expect(metadata.annotations['serving.kserve.io/storageSecretName']).toBe('keys');
      expect(spec.predictor.initContainers).toBeUndefined();
      expect(render({ model: gcs('gs://m/p', about), engine: by }).map(({ kind }) => kind)).not.toContain('ConfigMap');
    },
  );

  test('leaves the others to the container that fetches', () => {
    const { spec } = inference(fetchedModels['mlflowModel()']);
    expect(spec.predictor.model.storageUri).toBeUndefined();
    expect(spec.predictor.initContainers?.map(({ name }) => name)).toEqual(['fetch-model']);
  });

  test('brings an image as it does', () => {
    expect(inference(imageModel).spec.predictor.model.storageUri).toBe('oci://registry.example.com/models/prices:v3');
  });

  test('refuses what its download would ignore', () => {
    expect(problems({ model: fetchedModels['s3()'], engine })).toEqual([
      'not-allowed model.sha256',
      'not-allowed model.endpoint',
      'not-allowed model.region',
    ]);
    const renamed = environmentFrom('keys', { AWS_ACCESS_KEY_ID: 'id' });
    expect(problems({ model: s3('s3://b/m', { ...about, credentials: renamed }), engine })).toEqual([
      'not-allowed model.credentials',
    ]);
  });
});

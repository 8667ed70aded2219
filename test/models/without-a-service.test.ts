import type { Container, KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import type { SparkApplicationSpec } from '../../imports/spark';
import {
  AsyncInference,
  BatchInference,
  type Environment,
  type MlopsError,
  type ModelServiceProps,
  outside,
  type Platform,
  redis,
  s3,
  sparkApplication,
} from '../../lib';
import { prices } from '../async/queues';
import { batch, batchSubjects } from '../batch/subjects';
import { bakedModel, fetchedModels, imageModel } from '../fixtures/models';
import { kedaPlatform, on } from '../fixtures/signals';
import { chart, container, objectsOf, only } from '../fixtures/workloads';

interface Subject {
  readonly title: string;
  readonly make: (scope: Parameters<Parameters<typeof objectsOf>[0]>[0], props: object) => unknown;
  /** The pod that has the model. */
  readonly pod: (objects: readonly KubernetesObject[]) => PodTemplate;
}

const platform: Platform = {
  ...kedaPlatform,
  kubernetes: '1.35',
  operators: { ...kedaPlatform.operators, 'spark-operator': { version: '2.5' } },
};
const spark = sparkApplication({ sparkVersion: '3.5.5' });
const inDeployment = (objects: readonly KubernetesObject[]) =>
  only<KubernetesObject & { spec: { template: PodTemplate } }>(objects, 'Deployment').spec.template;
const inDriver = (objects: readonly KubernetesObject[]) =>
  only<KubernetesObject & { spec: SparkApplicationSpec }>(objects, 'SparkApplication').spec.driver.template;

const subjects: readonly Subject[] = [
  {
    title: 'a worker of a queue',
    make: (scope, props) =>
      new AsyncInference(scope, 'it', { ...container, queue: redis(prices), scale: { max: 8 }, ...props }),
    pod: inDeployment,
  },
  ...batchSubjects.map(({ title, engine, worker }) => ({
    title: `a batch on ${title}`,
    make: (scope: Parameters<Subject['make']>[0], props: object) =>
      new BatchInference(scope, 'it', { ...batch, engine, ...props }),
    pod: worker,
  })),
  {
    title: 'the driver of a batch on Spark',
    make: (scope, props) => new BatchInference(scope, 'it', { ...batch, engine: spark, ...props }),
    pod: inDriver as Subject['pod'],
  },
];

const environment = (facts: Partial<Platform> = {}): Environment => on({ ...platform, ...facts });
const variable = ({ env = [] }: Container, name: string) => env.find((one) => one.name === name)?.value;

describe.each(subjects)('a model of $title', ({ make, pod }) => {
  const render = (model: ModelServiceProps['model'], props: object = {}) =>
    objectsOf((scope) => make(scope, { model, ...props }), { environment: environment() });
  const problems = (props: object, facts: Partial<Platform> = {}) => {
    try {
      make(chart({ environment: environment(facts) }), props);
    } catch (error) {
      return (error as MlopsError).problems.map(({ code, path }) => `${code} ${path.split(': ')[1]}`);
    }
    return [];
  };

  test.each(Object.entries(fetchedModels))('from %s is fetched before it starts, and only read by it', (_by, model) => {
    const objects = render(model);
    const { initContainers = [], containers } = pod(objects).spec;
    const [fetch] = initContainers.filter(({ name }) => name === 'fetch-model') as [Container];
    const [main] = containers as [Container];
    const path = variable(main, 'MODEL_PATH') as string;
    expect(fetch.args).toEqual(expect.arrayContaining(['--to', path]));
    const folder = ({ volumeMounts = [] }: Container) =>
      volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
    expect(folder(main)).toMatchObject({ name: folder(fetch)?.name, readOnly: true });
    expect(folder(fetch)?.readOnly).toBeUndefined();
    const [program] = objects.filter(({ metadata }) => metadata.name === 'it-fetch-model');
    expect(Object.keys((program as unknown as { data: object }).data)).toContain('fetch_model.py');
    expect(initContainers.some(({ name }) => name === 'wait-for-model')).toBe(false);
    const host = model.placed('/mnt/models').fetch?.host;
    const store = host !== undefined && 'peer' in host ? host.peer.name : host?.name;
    expect(objects.map(({ metadata }) => metadata.name)).toContain(`it-to-${store}`);
  });

  test('from an image is a volume that nobody can write', () => {
    const { volumes = [], containers } = pod(render(imageModel)).spec;
    expect(volumes.filter(({ image }) => image !== undefined).map(({ image }) => image?.reference)).toEqual([
      'registry.example.com/models/prices:v3',
    ]);
    expect(variable(containers[0] as Container, 'MODEL_PATH')).toBe('/mnt/models/prices/v3');
  });

  test('in its own image is where it was said to be, and waits for nothing', () => {
    const { initContainers, containers } = pod(render(bakedModel)).spec;
    expect(variable(containers[0] as Container, 'MODEL_PATH')).toBe('/opt/prices');
    expect(initContainers).toBeUndefined();
  });

  test('is refused where no policy opens its store, or its volume is too small, or nothing mounts images', () => {
    const about = { name: 'm', version: 'v1', size: '20Gi' };
    const unreachable = s3('s3://b/m', about);
    expect(problems({ model: unreachable })).toEqual(['model-unreachable model.host']);
    expect(problems({ model: unreachable, access: { outside: [outside('s3', ['192.0.2.0/24'])] } })).toEqual([]);
    const host = outside('s3', ['192.0.2.0/24']);
    expect(problems({ model: s3('s3://b/m', { ...about, host, volume: '19Gi' }) })).toEqual([
      'model-too-large model.size',
    ]);
    expect(problems({ model: imageModel }, { kubernetes: '1.34' })).toEqual(['version-too-old model']);
  });
});

describe('time', () => {
  const model = s3('s3://b/m', {
    name: 'm',
    version: 'v1',
    size: '100Gi',
    host: outside('s', ['192.0.2.0/24']),
  });

  test('the Deployment of a queue counts the download, the start-up budget of its worker does not', () => {
    const [{ make }] = subjects as readonly [Subject];
    const objects = objectsOf((scope) => make(scope, { model }), { environment: environment() });
    const { spec } = only(objects, 'Deployment');
    const { periodSeconds = 0, failureThreshold = 0 } = inDeployment(objects).spec.containers[0]?.startupProbe ?? {};
    expect([periodSeconds * failureThreshold, spec['progressDeadlineSeconds']]).toEqual([
      2110,
      60 + 2 * 1024 + 2 * 2048 + 600,
    ]);
  });

  test('the deadline of a batch leaves time after the download', () => {
    const deadline = (seconds: number) => () =>
      new BatchInference(chart({ environment: environment() }), 'it', { ...batch, model, deadline: `${seconds}s` });
    expect(deadline(2048)).toThrow('more than 2048s');
    expect(deadline(2049)).not.toThrow();
  });
});

test('the driver of Spark asks its node for its model beside its own disk, an executor beside its own', () => {
  const engine = sparkApplication({
    sparkVersion: '3.5.5',
    driver: { compute: { cpu: '1', memory: '2Gi', ephemeralStorage: '10Gi' } },
  });
  const objects = objectsOf(
    (scope) => new BatchInference(scope, 'it', { ...batch, engine, model: fetchedModels['gcs()'] }),
    { environment: environment() },
  );
  const { driver, executor } = only<KubernetesObject & { spec: SparkApplicationSpec }>(
    objects,
    'SparkApplication',
  ).spec;
  const disk = ({ template }: typeof driver) =>
    template.spec.initContainers?.[0]?.resources?.requests?.['ephemeral-storage'];
  expect([disk(driver), disk(executor)]).toEqual(['14Gi', '5Gi']);
});

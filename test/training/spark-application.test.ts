import fc from 'fast-check';
import type { KubernetesObject } from '../../imports/kubernetes';
import type { ScheduledSparkApplicationSpec, SparkApplicationSpec, SparkPod } from '../../imports/spark';
import { daily, type SparkApplicationOptions, sparkApplication, TrainingJob, type TrainingJobProps } from '../../lib';
import { parseQuantity } from '../../lib/quantity';
import { roleLabel } from '../../lib/training/coordinator';
import { sparkMemory } from '../../lib/training/engines/spark-memory';
import { environment, platform } from '../fixtures/environment';
import { refused } from '../fixtures/refused';
import { checkpoint, container, objectsOf, only } from '../fixtures/workloads';

const base: TrainingJobProps = { ...container, command: ['local:///app/train.py', '--data=/data'] };

function render(options: Partial<SparkApplicationOptions> = {}, changes: Partial<TrainingJobProps> = {}, facts = {}) {
  const engine = sparkApplication({ sparkVersion: '3.5.5', ...options });
  const settings = { environment: { ...environment, platform: { ...platform, ...facts } } };
  return objectsOf((scope) => new TrainingJob(scope, 'train', { ...base, ...changes, engine }), settings);
}

const application = (objects: readonly KubernetesObject[]) =>
  only<KubernetesObject & { spec: SparkApplicationSpec }>(objects, 'SparkApplication').spec;
const names = (objects: readonly KubernetesObject[], kind: string) =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

test('a driver runs the program, and each worker is an executor', () => {
  const spec = application(render({}, { workers: 4, args: ['--x'], retries: 2 }));
  expect(spec).toMatchObject({
    type: 'Python',
    mode: 'cluster',
    sparkVersion: '3.5.5',
    image: container.image,
    mainApplicationFile: 'local:///app/train.py',
    arguments: ['--data=/data', '--x'],
    restartPolicy: { type: 'OnFailure', onFailureRetries: 2, onSubmissionFailureRetries: 2 },
    executor: { instances: 4, serviceAccount: 'train' },
    driver: { serviceAccount: 'train-driver', cores: 1, coreRequest: '1' },
  });
  for (const { template } of [spec.driver, spec.executor]) {
    const [main] = template.spec.containers;
    expect(main?.name).toMatch(/^spark-kubernetes-(driver|executor)$/);
    expect(main).toMatchObject({ workingDir: '/tmp', securityContext: { readOnlyRootFilesystem: true } });
    expect(main).not.toHaveProperty('command');
    expect(main).not.toHaveProperty('args');
  }
  expect(application(render({}, { retries: 0 })).restartPolicy).toEqual({ type: 'Never' });
});

test.each([
  ['local:///app/train.py', 'Python', ['640m', '384m']],
  ['s3a://code/train.R', 'R', ['640m', '384m']],
  ['local:///app/train.jar', 'Scala', ['640m', '384m']],
] as const)('%s is a program in %s', (file, type, [memory, memoryOverhead]) => {
  expect(application(render({}, { command: [file] }))).toMatchObject({ type, executor: { memory, memoryOverhead } });
});

test('heap and overhead are what Spark would divide, and add up to the memory of the container', () => {
  expect(sparkMemory('16Gi', false)).toEqual({ memory: '14894m', memoryOverhead: '1490m' });
  expect(sparkMemory('16Gi', true)).toEqual({ memory: '11702m', memoryOverhead: '4682m' });
  fc.assert(
    fc.property(fc.integer({ min: 896, max: 4_000_000 }), fc.boolean(), (mebibytes, besideJvm) => {
      const { memory, memoryOverhead } = sparkMemory(`${mebibytes}Mi`, besideJvm);
      const [heap = 0, overhead = 0] = [memory, memoryOverhead].map((text) => Number.parseInt(text, 10));
      expect(heap + overhead).toBe(mebibytes);
      expect(heap).toBeGreaterThanOrEqual(512);
      expect(overhead).toBeGreaterThanOrEqual(Math.max(384, Math.floor(heap * (besideJvm ? 0.4 : 0.1))));
    }),
  );
});

test('what Spark writes into a container is what stands in its template', () => {
  const compute = { cpu: '3500m', cpuLimit: '4', memory: '8Gi' };
  const { driver, executor } = application(render({ driver: { compute: { cpu: '2', memory: '4Gi' } } }, { compute }));
  const written = ({ coreRequest, coreLimit, memory, memoryOverhead }: SparkPod) => ({
    requests: { cpu: coreRequest },
    limits: { ...(coreLimit !== undefined && { cpu: coreLimit }) },
    memory: `${Number.parseInt(memory, 10) + Number.parseInt(memoryOverhead, 10)}Mi`,
  });
  for (const pod of [driver, executor]) {
    const { memory, ...cores } = written(pod);
    const { requests = {}, limits = {} } = pod.template.spec.containers[0]?.resources ?? {};
    expect({ requests, limits }).toMatchObject(cores);
    for (const quantity of [requests['memory'], limits['memory']]) {
      expect(parseQuantity(String(quantity))).toBe(parseQuantity(memory));
    }
  }
  expect([executor.cores, driver.cores]).toEqual([3, 2]);
});

test('the driver alone has rights, and reaches the API server', () => {
  const objects = render();
  expect(names(objects, 'ServiceAccount')).toEqual(['train', 'train-driver']);
  const role = only<KubernetesObject & { rules: readonly object[] }>(objects, 'Role');
  expect(role.metadata.name).toBe('train-driver');
  expect(role.rules).toEqual([
    expect.objectContaining({ resources: ['pods', 'configmaps', 'services', 'persistentvolumeclaims'] }),
  ]);
  const { driver, executor } = application(objects);
  expect(driver.template.spec.automountServiceAccountToken).toBe(true);
  expect(executor.template.spec.automountServiceAccountToken).toBe(false);
  expect(driver.template.metadata.labels[roleLabel]).toBe('driver');
  expect(names(objects, 'NetworkPolicy')).toEqual([
    'train-from-workers',
    'train-to-workers',
    'train-driver-to-api-server',
  ]);
});

test('on spot nodes the driver stays on nodes that stay, and executors hand over their blocks', () => {
  const spec = application(
    render({ sparkConf: { 'spark.sql.shuffle.partitions': '64' } }, { placement: { spot: true }, checkpoint }),
  );
  expect(spec.executor.template.spec.nodeSelector).toEqual({ 'capacity-type': 'spot' });
  expect(spec.driver.template.spec.nodeSelector).toBeUndefined();
  expect(spec.sparkConf).toMatchObject({ 'spark.decommission.enabled': 'true', 'spark.sql.shuffle.partitions': '64' });
  expect(application(render())).not.toHaveProperty('sparkConf');
});

test('executors come and go when Spark allocates them itself', () => {
  const spec = application(render({ dynamicAllocation: { min: 1, max: 20 } }, { workers: 2 }));
  expect(spec.dynamicAllocation).toEqual({
    enabled: true,
    initialExecutors: 2,
    minExecutors: 1,
    maxExecutors: 20,
    shuffleTrackingEnabled: true,
  });
  expect(spec.executor).not.toHaveProperty('instances');
});

test('a schedule has a form of its own, whose runs name themselves', () => {
  const objects = render({}, { when: daily('03:30', 'Europe/Berlin') });
  const { spec, metadata } = only<KubernetesObject & { spec: ScheduledSparkApplicationSpec }>(
    objects,
    'ScheduledSparkApplication',
  );
  expect(metadata.name).toBe('train');
  expect(spec).toMatchObject({ schedule: '30 3 * * *', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid' });
  expect(spec.template.driver.template.spec.containers[0]?.env).toEqual(
    expect.arrayContaining([
      { name: 'JOB_NAME', valueFrom: { fieldRef: { fieldPath: "metadata.labels['sparkoperator.k8s.io/app-name']" } } },
      { name: 'RUN_ID', value: '$(JOB_NAME)' },
    ]),
  );
});

test.each<[string, Partial<SparkApplicationOptions>, Partial<TrainingJobProps>, object, RegExp]>([
  [
    'a command, for Spark starts none',
    {},
    { command: ['python', 'train.py'] },
    {},
    /command: .*local:\/\/\/app.*\[not-allowed\]/,
  ],
  ['no program', {}, { command: undefined }, {}, /command: .*\[missing-prop\]/],
  [
    'memory that no JVM can count',
    {},
    { compute: { cpu: '1', memory: '1G' } },
    {},
    /compute\.memory: .*\[not-allowed\]/,
  ],
  [
    'less memory than Spark takes for itself',
    {},
    { compute: { cpu: '1', memory: '895Mi' } },
    {},
    /at least 896Mi.*\[out-of-range\]/,
  ],
  [
    'a driver with less',
    { driver: { compute: { cpu: '1', memory: '512Mi' } } },
    {},
    {},
    /engine\.driver\.compute\.memory: .*\[out-of-range\]/,
  ],
  [
    'a property that compute decides',
    { sparkConf: { 'spark.executor.memory': '1g' } },
    {},
    {},
    /engine\.sparkConf\.spark\.executor\.memory: .*\[not-allowed\]/,
  ],
  ['memory beside what compute says', { sparkConf: { 'spark.memory.offHeap.size': '1g' } }, {}, {}, /\[not-allowed\]/],
  ['a property of the pods', { sparkConf: { 'spark.kubernetes.namespace': 'x' } }, {}, {}, /\[not-allowed\]/],
  [
    'a range without the workers',
    { dynamicAllocation: { max: 2 } },
    { workers: 3 },
    {},
    /engine\.dynamicAllocation: .*\[out-of-range\]/,
  ],
  ['a deadline', {}, { deadline: '1h' }, {}, /cannot do 'deadline'.*\[unsupported-feature\]/],
  [
    'a driver that cannot reach the API server',
    {},
    {},
    { apiServer: undefined },
    /engine\.apiServer: .*\[missing-platform-fact\]/,
  ],
  [
    'a schedule with a name that its runs could not have',
    {},
    { name: 'n'.repeat(44), when: daily('01:00') },
    {},
    /\[name-too-long\]/,
  ],
])('refuses %s', (_what, options, changes, facts, words) => {
  expect(() => render(options, changes, facts)).toThrow(words);
});

describe('in a queue of Kueue', () => {
  const able = { kueue: { version: '0.19', features: ['sparkoperator.k8s.io/sparkapplication'] } };
  const gpus = { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' as const }], gpu: { count: 4 } };
  const pools = { ...platform.pools, gpus: { cpu: '32', memory: '128Gi', labels: { pool: 'gpus' }, ...gpus } };
  const queued = {
    placement: { pool: 'gpus', queue: 'research' },
    compute: { cpu: '4', memory: '16Gi', gpu: { pool: 'gpus', count: 2 } },
  };
  const inQueue = (operators: object) =>
    render({}, queued, { pools, operators: { ...platform.operators, ...operators } });

  test('what Kueue counts and places by stands beside the template too, for it does not look into that', () => {
    const { driver, executor } = application(inQueue(able));
    const { nodeSelector, tolerations } = executor.template.spec;
    expect(executor).toMatchObject({ nodeSelector, gpu: { name: 'nvidia.com/gpu', quantity: 2 }, memoryLimit: '16Gi' });
    expect(executor.tolerations).toEqual(tolerations);
    expect(nodeSelector).toEqual({ pool: 'gpus' });
    expect(tolerations).toContainEqual({ key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' });
    expect(driver.gpu).toBeUndefined();
    expect(application(render())).not.toHaveProperty('executor.tolerations');
  });

  test('a Kueue that admits no Spark applications would let it run at once: it must be said that it does', () => {
    expect(refused(() => inQueue(able))).toEqual([]);
    expect(refused(() => inQueue({ kueue: { version: '0.19' } }))).toEqual(['missing-platform-fact placement.queue']);
  });
});

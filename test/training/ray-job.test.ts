import type { KubernetesObject } from '../../imports/kubernetes';
import type { RayJobSpec } from '../../imports/ray';
import { type RayJobOptions, rayJob, TrainingJob, type TrainingJobProps } from '../../lib';
import { roleLabel } from '../../lib/training/coordinator';
import { environment, platform } from '../fixtures/environment';
import { checkpoint, objectsOf, only, training } from '../fixtures/workloads';

const gpus = { cpu: '8', memory: '64Gi', gpu: { pool: 'gpu', count: 4 } };

function render(options: Partial<RayJobOptions> = {}, changes: Partial<TrainingJobProps> = {}, facts = {}) {
  const engine = rayJob({ rayVersion: '2.52.0', ...options });
  const settings = { environment: { ...environment, platform: { ...platform, ...facts } } };
  return objectsOf((scope) => new TrainingJob(scope, 'train', { ...training, ...changes, engine }), settings);
}

const run = (objects: readonly KubernetesObject[]) => only<KubernetesObject & { spec: RayJobSpec }>(objects, 'RayJob');
const parts = (objects: readonly KubernetesObject[]) => {
  const { rayClusterSpec, submitterPodTemplate: submitter } = run(objects).spec;
  const [workers] = rayClusterSpec.workerGroupSpecs;
  if (workers === undefined) throw new Error('no workers');
  return { cluster: rayClusterSpec, head: rayClusterSpec.headGroupSpec, workers, submitter };
};
const names = (objects: readonly KubernetesObject[], kind: string) =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

test('a head runs the program and no task, and workers run its tasks', () => {
  const objects = render({}, { workers: 3, compute: gpus, retries: 2, deadline: '2h' });
  expect(run(objects).spec).toMatchObject({
    entrypoint: 'python train.py',
    submissionMode: 'K8sJobMode',
    backoffLimit: 2,
    activeDeadlineSeconds: 7200,
    shutdownAfterJobFinishes: true,
  });
  const { cluster, head, workers } = parts(objects);
  expect(cluster).toMatchObject({ rayVersion: '2.52.0', authOptions: { mode: 'token' } });
  expect(head.rayStartParams).toMatchObject({ 'num-cpus': '0' });
  expect(head.template.spec.containers[0]).toMatchObject({
    name: 'ray-head',
    resources: { requests: { cpu: '1', memory: '4Gi' } },
  });
  expect(head.template.spec.nodeSelector).toBeUndefined();
  expect(workers).toMatchObject({ replicas: 3, minReplicas: 3, maxReplicas: 3, numOfHosts: 1 });
  expect(workers.template.spec.containers[0]).toMatchObject({
    name: 'ray-worker',
    resources: { limits: { 'nvidia.com/gpu': '4' } },
  });
  for (const { template } of [head, workers]) expect(template.spec.containers[0]).not.toHaveProperty('command');
});

test('every pod is hardened, the submitter too, which has nothing of the training', () => {
  const { head, workers, submitter } = parts(
    render({}, { sidecars: [{ ...training, name: 'proxy' }], env: { A: 'b' } }),
  );
  for (const { spec } of [head.template, workers.template, submitter]) {
    expect(spec).toMatchObject({ restartPolicy: 'Never', securityContext: { runAsNonRoot: true } });
    expect(spec.containers[0]?.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
  }
  expect(submitter.spec.initContainers).toBeUndefined();
  expect(submitter.spec.containers[0]?.env).toEqual([{ name: 'HOME', value: '/tmp' }]);
  expect(head.template.spec.initContainers).toHaveLength(1);
});

test('the operator may ask the head, the pods may talk among themselves, and nobody else reaches them', () => {
  const kuberay = { version: '1.7', namespaces: ['kuberay'] };
  const objects = render({}, {}, { operators: { ...platform.operators, kuberay } });
  const silent = { ...platform.operators, kuberay: { version: '1.7' } };
  expect(() => render({}, {}, { operators: silent })).toThrow(
    /operators\.kuberay\.namespaces.*\[missing-platform-fact\]/,
  );
  expect(names(objects, 'NetworkPolicy')).toEqual([
    'train-from-workers',
    'train-to-workers',
    'train-head-from-kuberay',
  ]);
  const policy = objects.find(({ metadata }) => metadata.name === 'train-head-from-kuberay');
  expect(policy?.['spec']).toMatchObject({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'train', [roleLabel]: 'head' } },
    ingress: [
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kuberay' } } }],
        ports: [{ port: 8265, protocol: 'TCP' }],
      },
    ],
  });
  expect(parts(objects).head.template.metadata.labels[roleLabel]).toBe('head');
});

test('on spot nodes the head stays on nodes that stay', () => {
  const { head, workers } = parts(render({}, { placement: { spot: true }, checkpoint }));
  expect(workers.template.spec.nodeSelector).toEqual({ 'capacity-type': 'spot' });
  expect(head.template.spec.nodeSelector).toBeUndefined();
  const placed = parts(render({}, { placement: { pool: 'general' } })).head.template.spec;
  expect(placed.nodeSelector).toEqual({ 'node-pool': 'general' });
  const asked = parts(render({ head: { compute: { cpu: '2', memory: '8Gi' }, placement: { pool: 'general' } } }));
  expect(asked.head.template.spec.nodeSelector).toEqual({ 'node-pool': 'general' });
});

test('elastic workers come and go; the autoscaler beside the head is hardened and has an account of its own', () => {
  const objects = render({ elastic: { min: 1, max: 8, idle: '5m' } }, { workers: 2 });
  const { cluster, head, workers } = parts(objects);
  expect(workers).toMatchObject({ replicas: 2, minReplicas: 1, maxReplicas: 8 });
  expect(cluster).toMatchObject({
    enableInTreeAutoscaling: true,
    autoscalerOptions: {
      version: 'v2',
      idleTimeoutSeconds: 300,
      securityContext: { readOnlyRootFilesystem: true },
      resources: { limits: { memory: '512Mi', 'ephemeral-storage': '1Gi' } },
      volumeMounts: [{ name: 'scratch-tmp', mountPath: '/tmp' }],
    },
  });
  expect(head.template.spec.volumes?.map(({ name }) => name)).toContain('scratch-tmp');
  expect(names(objects, 'ServiceAccount')).toEqual(['train', 'train-head']);
  expect(names(objects, 'Role')).toEqual([]);
  expect(head.template.spec).toMatchObject({ serviceAccountName: 'train-head', automountServiceAccountToken: true });
  expect(workers.template.spec).toMatchObject({ serviceAccountName: 'train', automountServiceAccountToken: false });
  expect(names(objects, 'NetworkPolicy')).toContain('train-head-to-api-server');
});

test('the account of a head has what the training may do', () => {
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
  const elastic = { max: 1 };
  const objects = render({ elastic }, { identity: { rules, cloudRole: 'arn:x' } });
  expect(names(objects, 'RoleBinding')).toEqual(['train', 'train-head']);
  expect(names(render({ elastic }, { identity: { account: 'mine' } }), 'ServiceAccount')).toEqual([]);
});

test('a head that is lost finds its state again in Redis', () => {
  const redisPassword = { secret: 'redis', key: 'password' };
  const { cluster } = parts(render({ gcsFaultTolerance: { redisAddress: 'redis:6379', redisPassword } }));
  expect(cluster.gcsFaultToleranceOptions).toEqual({
    redisAddress: 'redis:6379',
    redisPassword: { valueFrom: { secretKeyRef: { name: 'redis', key: 'password' } } },
  });
});

test('pods stay for a while when somebody wants to look at them, and the run itself always', () => {
  const { spec } = run(render({ keep: { failed: { workers: '10m', cluster: '1d' } } }));
  expect(spec.shutdownAfterJobFinishes).toBe(false);
  expect(spec.deletionStrategy).toEqual({
    deletionRules: [
      { policy: 'DeleteCluster', condition: { jobStatus: 'SUCCEEDED', ttlSeconds: 0 } },
      { policy: 'DeleteWorkers', condition: { jobDeploymentStatus: 'Failed', ttlSeconds: 600 } },
      { policy: 'DeleteCluster', condition: { jobDeploymentStatus: 'Failed', ttlSeconds: 86_400 } },
    ],
  });
  expect(spec).not.toHaveProperty('ttlSecondsAfterFinished');
});

test('KubeRay 1.7 has a priority for each group of workers, and 1.6 refuses it', () => {
  const operators = { ...platform.operators, kuberay: { version: '1.7', namespaces: ['ray-system'] } };
  expect(parts(render({}, {}, { operators })).workers.priority).toBe(0);
  const older = { ...platform.operators, kuberay: { version: '1.6', namespaces: ['ray-system'] } };
  expect(parts(render({}, {}, { operators: older })).workers).not.toHaveProperty('priority');
});

test('before Ray 2.52 there are no tokens', () => {
  expect(parts(render({ rayVersion: '2.40.0' })).cluster).not.toHaveProperty('authOptions');
  expect(parts(render({ auth: false })).cluster).not.toHaveProperty('authOptions');
});

test('monitoring watches the Job that submits it', () => {
  const names: string[] = [];
  objectsOf((scope) => {
    const { watched, objects } = new TrainingJob(scope, 'train', {
      ...training,
      engine: rayJob({ rayVersion: '2.52.0' }),
    });
    names.push(watched.workload?.kind ?? '', watched.workload?.name ?? '', objects.workload.name);
  });
  expect(names[0]).toBe('Job');
  expect(names[1]).toBe(names[2]);
});

test.each<[string, Partial<RayJobOptions>, Partial<TrainingJobProps>, object, RegExp]>([
  ['a program that the image starts', {}, { command: undefined }, {}, /command: .*\[missing-prop\]/],
  ['a version that is none', { rayVersion: 'latest' }, {}, {}, /engine\.rayVersion: .*\[bad-version\]/],
  ['no version', { rayVersion: undefined }, {}, {}, /engine\.rayVersion: .*\[missing-prop\]/],
  [
    'tokens before 2.52',
    { auth: true, rayVersion: '2.51.0' },
    {},
    {},
    /engine\.auth: .*2\.52 or newer.*\[not-allowed\]/,
  ],
  [
    'an autoscaler before 2.10',
    { elastic: { max: 2 }, rayVersion: '2.9.0' },
    {},
    {},
    /engine\.elastic: .*\[not-allowed\]/,
  ],
  ['a range without the workers', { elastic: { max: 2 } }, { workers: 3 }, {}, /engine\.elastic: .*\[out-of-range\]/],
  [
    'workers that the autoscaler would bring back',
    { elastic: { max: 2 }, keep: { failed: { workers: '1m' } } },
    {},
    {},
    /keep\.failed\.workers: .*\[not-allowed\]/,
  ],
  [
    'a head that fits no node of its pool',
    { head: { compute: { cpu: '99', memory: '1Gi' }, placement: { pool: 'general' } } },
    {},
    {},
    /engine\.head\.compute\.cpu: .*\[pool-too-small\]/,
  ],
  [
    'a head in a pool that nobody knows',
    { head: { placement: { pool: 'x' } } },
    {},
    {},
    /engine\.head\.placement\.pool: .*\[unknown-pool\]/,
  ],
  [
    'an elastic cluster without the API server',
    { elastic: { max: 1 } },
    {},
    { apiServer: undefined },
    /engine\.apiServer: .*\[missing-platform-fact\]/,
  ],
  [
    'exit codes that end the tries',
    {},
    { fatalExitCodes: [42] },
    {},
    /cannot do 'fatalExitCodes'.*\[unsupported-feature\]/,
  ],
  ['a schedule', {}, { when: 'onDemand' }, {}, /cannot do 'onDemand'.*\[unsupported-feature\]/],
  ['a name of 39 letters', {}, { name: 'n'.repeat(39) }, {}, /at most 47.*\[name-too-long\]/],
])('refuses %s', (_what, options, changes, facts, words) => {
  expect(() => render(options, changes, facts)).toThrow(words);
});

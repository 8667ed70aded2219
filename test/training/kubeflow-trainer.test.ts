import type { KubernetesObject } from '../../imports/kubernetes';
import type { TrainingRuntimeSpec, TrainJobSpec } from '../../imports/trainer';
import {
  Claim,
  coscheduling,
  type Environment,
  type Gang,
  type KubeflowTrainerOptions,
  kubeflowTrainer,
  TrainingJob,
  type TrainingJobProps,
  torchrun,
  volcano,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { objectsOf, only, training } from '../fixtures/workloads';

const workspace = Claim.reference({ name: 'workspace', access: 'ReadWriteMany' });

function render(
  options: KubeflowTrainerOptions = {},
  changes: Partial<TrainingJobProps> = {},
  facts: Partial<Environment['platform']> = {},
) {
  const engine = kubeflowTrainer(options);
  const settings = { environment: { ...environment, platform: { ...platform, ...facts } } };
  return objectsOf((scope) => new TrainingJob(scope, 'train', { ...training, ...changes, engine }), settings);
}

const trainJob = (objects: readonly KubernetesObject[]) =>
  only<KubernetesObject & { spec: TrainJobSpec }>(objects, 'TrainJob');
const runtime = (objects: readonly KubernetesObject[]) =>
  only<KubernetesObject & { spec: TrainingRuntimeSpec }>(objects, 'TrainingRuntime');
const jobs = (objects: readonly KubernetesObject[]) => runtime(objects).spec.template.spec.replicatedJobs;
const job = (objects: readonly KubernetesObject[], wanted: string) => {
  const found = jobs(objects).find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no job ${wanted}`);
  return found;
};

test('a TrainJob has a runtime of its own pod, of its own name, and tells it only how many nodes', () => {
  const objects = render({}, { workers: 4, retries: 5, deadline: '2h', fatalExitCodes: [42] });
  const { metadata, spec } = trainJob(objects);
  expect(spec).toEqual({
    runtimeRef: { apiGroup: 'trainer.kubeflow.org', kind: 'TrainingRuntime', name: metadata.name },
    trainer: { numNodes: 4 },
    activeDeadlineSeconds: 7200,
  });
  expect(runtime(objects).metadata.name).toBe(metadata.name);
  expect(runtime(objects).spec.mlPolicy).toEqual({ numNodes: 4 });
  const { template } = job(objects, 'node');
  expect(template.metadata?.labels).toEqual({ 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' });
  expect(template.spec).toMatchObject({
    parallelism: 4,
    completions: 4,
    completionMode: 'Indexed',
    backoffLimit: 5,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        { action: 'FailJob', onExitCodes: { containerName: 'node', operator: 'In', values: [42] } },
      ],
    },
  });
});

test('runtime and TrainJob are kept together, the runtime first', () => {
  const [own, run] = [runtime(render()), trainJob(render())];
  expect(own.metadata.annotations).toEqual({
    'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
    'argocd.argoproj.io/sync-options': 'Prune=false',
    'argocd.argoproj.io/sync-wave': '-1',
  });
  expect(run.metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false' });
  expect(run.metadata.labels).toEqual(own.metadata.labels);
});

test('workers meet at the first pod of the JobSet, with the variables of every engine', () => {
  const objects = render({}, { workers: 2 });
  const { name } = trainJob(objects).metadata;
  const env = job(objects, 'node').template.spec.template.spec.containers[0]?.env;
  expect(env).toEqual(
    expect.arrayContaining([
      { name: 'MASTER_ADDR', value: `${name}-node-0-0.${name}` },
      { name: 'WORLD_SIZE', value: '2' },
    ]),
  );
});

test.each([
  ['torch', { torch: {} }],
  ['jax', { jax: {} }],
  ['xgboost', { xgboost: {} }],
] as const)('the framework %s is prepared by Trainer', (framework, policy) => {
  expect(runtime(render({ framework })).spec.mlPolicy).toEqual({ numNodes: 1, ...policy });
});

test('deepspeed and mpi start over SSH: a launcher, which is the first node, after the other nodes are ready', () => {
  const objects = render({ framework: 'deepspeed', processesPerWorker: 8 }, { workers: 4 });
  const { mlPolicy, template } = runtime(objects).spec;
  expect(mlPolicy).toEqual({
    numNodes: 4,
    mpi: {
      numProcPerNode: 8,
      mpiImplementation: 'OpenMPI',
      sshAuthMountPath: '/home/mpiuser/.ssh',
      runLauncherAsNode: true,
    },
  });
  expect(template.spec.successPolicy).toEqual({ operator: 'All', targetReplicatedJobs: ['launcher'] });
  expect(jobs(objects).map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
    ['node', undefined],
    ['launcher', [{ name: 'node', status: 'Ready' }]],
  ]);
  const [behind] = job(objects, 'node').template.spec.template.spec.containers;
  expect(job(objects, 'node').template.spec.completions).toBe(3);
  expect(behind?.command).toEqual(['/usr/sbin/sshd', '-De', '-f', '/home/mpiuser/.sshd_config']);
  expect(behind?.readinessProbe).toMatchObject({ tcpSocket: { port: 2222 } });
  expect(job(objects, 'launcher').template.spec.completions).toBe(1);
  expect(job(objects, 'launcher').template.spec.template.spec.containers[0]?.command).toEqual(training.command);
});

test('an MPI training of one worker has no nodes behind its launcher', () => {
  expect(jobs(render({ framework: 'mpi' })).map(({ name }) => name)).toEqual(['node']);
});

test('a dataset and a model are fetched before the workers start, into a claim that both mount', () => {
  const at = workspace.at('/workspace');
  const image = 'registry.example.com/initializer:2.3';
  const objects = render(
    {
      datasetInitializer: { uri: 's3://data/houses', image, at, secret: 'store' },
      modelInitializer: { uri: 'hf://org/model', image, at },
    },
    { mounts: [workspace.at('/workspace', { readOnly: true })] },
  );
  expect(trainJob(objects).spec.initializer).toEqual({
    dataset: { storageUri: 's3://data/houses', secretRef: { name: 'store' } },
    model: { storageUri: 'hf://org/model' },
  });
  expect(job(objects, 'node').dependsOn).toEqual([
    { name: 'dataset-initializer', status: 'Complete' },
    { name: 'model-initializer', status: 'Complete' },
  ]);
  const { spec } = job(objects, 'dataset-initializer').template.spec.template;
  expect(spec.containers[0]).toMatchObject({ name: 'dataset-initializer', image });
  expect(spec.containers[0]?.volumeMounts).toContainEqual({ name: 'initializer', mountPath: '/workspace' });
  expect(spec.volumes).toContainEqual({ name: 'initializer', persistentVolumeClaim: { claimName: 'workspace' } });
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
});

test('a gang is the scheduler of the platform, whose group Trainer makes; pods that start one after another are none', () => {
  const operators = { ...platform.operators, volcano: { version: '1.13' }, 'scheduler-plugins': { version: '0.32' } };
  const told = (gang: Gang, options: KubeflowTrainerOptions = {}) => {
    const mounts = [workspace.at('/workspace')];
    const objects = render(options, { workers: 2, mounts }, { operators, gang });
    expect(objects.some(({ kind }) => kind === 'PodGroup')).toBe(false);
    const { podGroupPolicy, template } = runtime(objects).spec;
    const names = jobs(objects).map(({ template: { spec } }) => spec.template.spec.schedulerName);
    return [podGroupPolicy, template.metadata, ...names];
  };
  const queue = { annotations: { 'scheduling.volcano.sh/queue-name': 'research' } };
  expect(told(volcano({ queue: 'research' }))).toEqual([{ volcano: {} }, queue, 'volcano']);
  expect(told(coscheduling({ timeout: '5m' }))).toEqual([
    { coscheduling: { scheduleTimeoutSeconds: 300 } },
    undefined,
    'scheduler-plugins-scheduler',
  ]);
  const alone = [undefined, undefined, undefined, undefined];
  expect(told(volcano(), { framework: 'mpi' })).toEqual(alone);
  expect(told(volcano(), { datasetInitializer: initializer })).toEqual(alone);
});

test('a runtime of others is patched with what a TrainJob can say', () => {
  const objects = render(
    { runtime: { name: 'torch-distributed' } },
    { workers: 2, placement: { pool: 'general' }, mounts: [workspace.at('/data')], launcher: torchrun() },
  );
  const { spec, metadata } = trainJob(objects);
  expect(objects.filter(({ kind }) => kind === 'TrainingRuntime')).toEqual([]);
  expect(spec.runtimeRef).toEqual({
    apiGroup: 'trainer.kubeflow.org',
    kind: 'ClusterTrainingRuntime',
    name: 'torch-distributed',
  });
  expect(spec.trainer).toMatchObject({
    numNodes: 2,
    image: training.image,
    resourcesPerNode: { requests: { cpu: '500m', memory: '1Gi' } },
    command: expect.arrayContaining(['torchrun', `--rdzv-endpoint=${metadata.name}-node-0-0.${metadata.name}:29500`]),
  });
  const [patch] = spec.runtimePatches ?? [];
  expect(patch?.manager).toBe('mlops.cdk8s.io/training');
  const pod = patch?.trainingRuntimeSpec.template.spec.replicatedJobs[0]?.template.spec.template.spec;
  expect(pod).toMatchObject({
    nodeSelector: { 'node-pool': 'general' },
    securityContext: { runAsNonRoot: true },
    serviceAccountName: 'train',
    containers: [{ name: 'node', securityContext: { readOnlyRootFilesystem: true } }],
  });
  expect(pod?.containers[0]).not.toHaveProperty('env');
});

test('a folder at two paths is two volumes in a patch, which names each once', () => {
  const objects = render({ runtime: { name: 'x' } }, { mounts: [workspace.at('/a'), workspace.at('/b')] });
  const [patch] = trainJob(objects).spec.runtimePatches ?? [];
  const pod = patch?.trainingRuntimeSpec.template.spec.replicatedJobs[0]?.template.spec.template.spec;
  const named = pod?.containers[0]?.volumeMounts?.map(({ name, mountPath }) => [name, mountPath]);
  expect(named).toEqual([
    ['claim-workspace', '/a'],
    ['claim-workspace-2', '/b'],
    ['scratch-tmp', '/tmp'],
  ]);
  const claims = pod?.volumes?.filter(({ persistentVolumeClaim: claim }) => claim?.claimName === 'workspace');
  expect(claims?.map(({ name }) => name)).toEqual(['claim-workspace', 'claim-workspace-2']);
});

const initializer = { uri: 's3://b/d', image: 'registry.example.com/i:1', at: workspace.at('/workspace') };

test.each<[string, KubeflowTrainerOptions, Partial<TrainingJobProps>, RegExp]>([
  [
    'GPUs of a runtime class in a runtime of others',
    { runtime: { name: 'x' } },
    { compute: { cpu: '1', memory: '1Gi', gpu: { pool: 'gpu', count: 1 } } },
    /runtimeClassName.*\[field-not-carried\]/,
  ],
  [
    'retries in a runtime of others',
    { runtime: { name: 'x' } },
    { retries: 2 },
    /engine 'kubeflowTrainer' cannot do 'retries'.*\[unsupported-feature\]/,
  ],
  [
    'a gang in a runtime of others',
    { runtime: { name: 'x' } },
    { gang: true },
    /gang: .*cannot do 'gang'.*\[unsupported-feature\]/,
  ],
  ['a schedule', {}, { when: 'onDemand' }, /engines that can: kubernetesJob\(\).*\[unsupported-feature\]/],
  [
    'a variable that Trainer writes',
    { framework: 'torch' },
    { env: { PET_NNODES: '2' } },
    /env\.PET_NNODES: .*\[not-allowed\]/,
  ],
  [
    'a dataset that no worker sees',
    { datasetInitializer: initializer },
    {},
    /mounts: .*workers without the claim 'workspace'.*\[missing-prop\]/,
  ],
  [
    'a dataset in another folder',
    { datasetInitializer: { ...initializer, at: workspace.at('/data') } },
    {},
    /engine\.datasetInitializer\.at: .*\[not-allowed\]/,
  ],
  ['a framework that nobody knows', { framework: 'caffe' as 'torch' }, {}, /engine\.framework: .*\[not-allowed\]/],
  ['a setting that nobody knows', { runtimes: 'x' } as object, {}, /did you mean 'runtime'.*\[unknown-prop\]/],
  ['a name that starts with a digit', {}, { name: '4you' }, /starts with a letter.*\[bad-name\]/],
  ['a name that its pods could not have', {}, { name: 'n'.repeat(40) }, /at most 48.*\[name-too-long\]/],
])('refuses %s', (_what, options, changes, words) => {
  expect(() => render(options, changes)).toThrow(words);
});

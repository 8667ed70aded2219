import type { KindDefinition } from './kind';

const kueue = 'kueue.x-k8s.io';
const jobSetPods = '/spec/template/spec/replicatedJobs/*/template/spec/template';
const jobSetDeadline = '/spec/template/spec/replicatedJobs/*/template/spec/activeDeadlineSeconds';
const sparkPods = (spec: string) => [
  { template: `${spec}/driver/template` },
  {
    template: `${spec}/executor/template`,
    count: `${spec}/executor/instances`,
    most: `${spec}/dynamicAllocation/maxExecutors`,
  },
];
/** All but its three counts. */
const experiment = [
  '/spec/objective',
  '/spec/algorithm',
  '/spec/earlyStopping',
  '/spec/parameters',
  '/spec/resumePolicy',
  '/spec/metricsCollectorSpec',
  '/spec/trialTemplate',
];

/** Kinds of operators that train, search and queue. */
export const trainingKinds: readonly KindDefinition[] = [
  { group: kueue, kind: 'Topology', scope: 'cluster', order: 21, wave: -3, immutable: ['/spec/levels'] },
  { group: kueue, kind: 'ResourceFlavor', scope: 'cluster', order: 22, wave: -3 },
  { group: kueue, kind: 'Cohort', scope: 'cluster', order: 23, wave: -3 },
  { group: kueue, kind: 'ClusterQueue', scope: 'cluster', order: 24, wave: -3 },
  { group: kueue, kind: 'WorkloadPriorityClass', scope: 'cluster', order: 25, wave: -3 },
  { group: kueue, kind: 'LocalQueue', order: 45, wave: -2, immutable: ['/spec/clusterQueue'] },
  {
    group: 'trainer.kubeflow.org',
    kind: 'TrainingRuntime',
    order: 231,
    wave: -1,
    pods: [{ template: jobSetPods, count: '/spec/template/spec/replicatedJobs/*/template/spec/parallelism' }],
    deadline: jobSetDeadline,
    lifecycle: 'run',
    nameLimit: 63,
    immutable: ['/spec'],
  },
  {
    group: 'trainer.kubeflow.org',
    kind: 'TrainJob',
    order: 232,
    lifecycle: 'run',
    nameLimit: 48,
    immutable: ['/spec/runtimeRef', '/spec/trainer', '/spec/initializer', '/spec/activeDeadlineSeconds'],
    writtenByOthers: ['/spec/suspend', '/spec/runtimePatches'],
  },
  {
    group: 'ray.io',
    kind: 'RayJob',
    order: 233,
    pods: [
      { template: '/spec/rayClusterSpec/headGroupSpec/template' },
      {
        template: '/spec/rayClusterSpec/workerGroupSpecs/*/template',
        count: '/spec/rayClusterSpec/workerGroupSpecs/*/replicas',
        most: '/spec/rayClusterSpec/workerGroupSpecs/*/maxReplicas',
      },
      { template: '/spec/submitterPodTemplate' },
    ],
    deadline: '/spec/activeDeadlineSeconds',
    lifecycle: 'run',
    nameLimit: 47,
    immutable: ['/spec'],
  },
  {
    group: 'sparkoperator.k8s.io',
    kind: 'ScheduledSparkApplication',
    order: 221,
    pods: sparkPods('/spec/template'),
    nameLimit: 43,
  },
  {
    group: 'sparkoperator.k8s.io',
    kind: 'SparkApplication',
    order: 234,
    pods: sparkPods('/spec'),
    lifecycle: 'run',
    nameLimit: 63,
    health: true,
    immutable: ['/spec'],
  },
  {
    group: 'kubeflow.org',
    kind: 'Experiment',
    order: 235,
    pods: [{ template: '/spec/trialTemplate/trialSpec/spec/template', count: '/spec/parallelTrialCount' }],
    lifecycle: 'run',
    nameLimit: 54,
    immutable: experiment,
  },
  { group: 'scheduling.x-k8s.io', kind: 'PodGroup', order: 229, lifecycle: 'run', nameLimit: 63 },
  { group: 'scheduling.volcano.sh', kind: 'PodGroup', order: 229, lifecycle: 'run', nameLimit: 63 },
];

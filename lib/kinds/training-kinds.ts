import type { KindDefinition } from './kind';

const kueue = 'kueue.x-k8s.io';
const jobSetPods = '/spec/template/spec/replicatedJobs/*/template/spec/template';
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
  {
    group: kueue,
    kind: 'Topology',
    operator: 'kueue',
    scope: 'cluster',
    order: 21,
    wave: -3,
    immutable: ['/spec/levels'],
  },
  { group: kueue, kind: 'ResourceFlavor', operator: 'kueue', scope: 'cluster', order: 22, wave: -3 },
  { group: kueue, kind: 'Cohort', operator: 'kueue', scope: 'cluster', order: 23, wave: -3 },
  { group: kueue, kind: 'ClusterQueue', operator: 'kueue', scope: 'cluster', order: 24, wave: -3 },
  { group: kueue, kind: 'WorkloadPriorityClass', operator: 'kueue', scope: 'cluster', order: 25, wave: -3 },
  { group: kueue, kind: 'LocalQueue', operator: 'kueue', order: 45, wave: -2, immutable: ['/spec/clusterQueue'] },
  {
    group: 'trainer.kubeflow.org',
    kind: 'TrainingRuntime',
    operator: 'kubeflow-trainer',
    order: 231,
    wave: -1,
    pods: [{ template: jobSetPods, count: '/spec/template/spec/replicatedJobs/*/template/spec/parallelism' }],
    lifecycle: 'run',
    nameLimit: 63,
    immutable: ['/spec'],
  },
  {
    group: 'trainer.kubeflow.org',
    kind: 'TrainJob',
    operator: 'kubeflow-trainer',
    order: 232,
    lifecycle: 'run',
    nameLimit: 48,
    immutable: ['/spec/runtimeRef', '/spec/trainer', '/spec/initializer', '/spec/activeDeadlineSeconds'],
    writtenByOthers: ['/spec/suspend', '/spec/runtimePatches'],
  },
  {
    group: 'ray.io',
    kind: 'RayJob',
    operator: 'kuberay',
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
    lifecycle: 'run',
    nameLimit: 47,
    immutable: ['/spec'],
  },
  {
    group: 'sparkoperator.k8s.io',
    kind: 'ScheduledSparkApplication',
    operator: 'spark-operator',
    order: 221,
    pods: sparkPods('/spec/template'),
    nameLimit: 43,
  },
  {
    group: 'sparkoperator.k8s.io',
    kind: 'SparkApplication',
    operator: 'spark-operator',
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
    operator: 'katib',
    order: 235,
    pods: [{ template: '/spec/trialTemplate/trialSpec/spec/template', count: '/spec/parallelTrialCount' }],
    lifecycle: 'run',
    nameLimit: 54,
    immutable: experiment,
  },
  {
    group: 'scheduling.x-k8s.io',
    kind: 'PodGroup',
    operator: 'scheduler-plugins',
    order: 229,
    wave: -1,
    lifecycle: 'run',
    nameLimit: 63,
  },
  {
    group: 'scheduling.volcano.sh',
    kind: 'PodGroup',
    operator: 'volcano',
    order: 229,
    wave: -1,
    lifecycle: 'run',
    nameLimit: 63,
  },
];

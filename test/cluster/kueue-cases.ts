import { JsonPatch } from 'cdk8s';
import type { PodTemplate } from '../../imports/kubernetes';
import {
  argoRollout,
  Claim,
  Cluster,
  type Environment,
  GitOps,
  kubeflowTrainer,
  MlopsApp,
  MlopsChart,
  ModelService,
  type Platform,
  rayJob,
  sparkApplication,
  TrainingJob,
  type TrainingJobProps,
  Workspace,
} from '../../lib';
import { templateOf } from '../fixtures/workloads';

export const namespace = 'kueued';
const pool = { cpu: '15', memory: '60Gi', labels: { 'node-pool': 'general' } };
export const platform: Platform = {
  cluster: 'kueued',
  kubernetes: '1.34',
  apiServer: ['10.96.0.1/32'],
  pools: {
    'kueued-general': { ...pool, zones: ['region-1a', 'region-1b', 'region-1c'] },
    'kueued-gpu': {
      cpu: '190',
      memory: '1900Gi',
      gpu: { count: 8 },
      labels: { 'node-pool': 'gpu' },
      taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
      zones: ['region-1a', 'region-1b'],
    },
  },
  operators: {
    kueue: { version: '0.19', features: ['sparkoperator.k8s.io/sparkapplication'] },
    'spark-operator': { version: '2.5' },
    'kubeflow-trainer': { version: '2.3' },
    jobset: { version: '0.12' },
    kuberay: { version: '1.7', namespaces: ['ray-system'] },
    'argo-rollouts': { version: '1.9' },
  },
  priorities: { 'kueued-low': { value: 10 }, 'kueued-urgent': { value: 1000 } },
  queues: {
    clusterQueues: {
      'kueued-alone': {
        pools: { 'kueued-general': { cpu: '4', memory: '16Gi' } },
        preemption: { withinQueue: 'LowerPriority' },
      },
      'kueued-science': {
        pools: {
          'kueued-general': { cpu: '12', memory: '48Gi' },
          'kueued-gpu': { cpu: '300', memory: '2Ti', gpus: 16 },
        },
        cohort: 'kueued',
      },
      'kueued-teaching': { pools: { 'kueued-general': { cpu: '2', memory: '8Gi' } }, cohort: 'kueued' },
    },
    priorities: { 'kueued-low': 10, 'kueued-urgent': 1000 },
    topologies: {
      'kueued-zones': { levels: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'], pools: ['kueued-gpu'] },
    },
  },
};
const environment: Environment = { name: namespace, namespace, platform };

const base: TrainingJobProps = {
  image: 'registry.example.com/train:1',
  command: ['python', 'train.py'],
  compute: { cpu: '1', memory: '1Gi' },
};
const gpus = { cpu: '16', memory: '128Gi', gpu: { pool: 'kueued-gpu', count: 2 } };
const far = Claim.reference({ name: 'far', zone: 'region-1b' });

const spark = { ...base, command: ['local:///app/train.py'], engine: sparkApplication({ sparkVersion: '3.5.5' }) };

/** What is queued in `science`, which has room for all of it. */
export const trainings: Readonly<Record<string, TrainingJobProps>> = {
  plain: { ...base, placement: { queue: 'science' } },
  borrows: { ...base, workers: 3, compute: { cpu: '2', memory: '1Gi' }, placement: { queue: 'teaching' } },
  near: { ...base, placement: { queue: 'science', pool: 'kueued-general', near: far } },
  gpu: { ...base, compute: gpus, placement: { queue: 'science' } },
  'gpu-near': { ...base, compute: gpus, placement: { queue: 'science', near: far } },
  rack: { ...base, compute: gpus, workers: 2, placement: { queue: 'science', within: 'kubernetes.io/hostname' } },
  trainer: { ...base, workers: 2, placement: { queue: 'science' }, engine: kubeflowTrainer({ framework: 'torch' }) },
  'trainer-gpu': {
    ...base,
    compute: gpus,
    placement: { queue: 'science' },
    engine: kubeflowTrainer({ framework: 'torch' }),
  },
  ray: { ...base, placement: { queue: 'science' }, engine: rayJob({ rayVersion: '2.52.0' }) },
  spark: { ...spark, placement: { queue: 'science' } },
  'spark-gpu': { ...spark, compute: gpus, placement: { queue: 'science' } },
  'ray-gpu': { ...base, compute: gpus, placement: { queue: 'science' }, engine: rayJob({ rayVersion: '2.52.0' }) },
};

/** Those that a Job runs. */
export const jobs = Object.keys(trainings).filter((name) => trainings[name]?.engine === undefined);

/** Files by what is applied when, in a folder. @returns a pod of a Rollout, which no controller here makes */
export function synthesised(outdir: string): PodTemplate {
  const app = new MlopsApp({ outdir });
  new Cluster(app, 'cluster', { platform });
  const scope = app.in(environment);
  const queues = { alone: 'kueued-alone', science: 'kueued-science', teaching: 'kueued-teaching' };
  new Workspace(scope, 'workspace', {
    environment,
    quota: { cpu: '999', memory: '8Ti', gpus: { 'kueued-gpu': 64 } },
    queues,
  });
  const chart = (name: string) => new MlopsChart(scope, name, { environment });
  const runs = chart('runs');
  for (const [name, props] of Object.entries(trainings)) {
    const { workload } = new TrainingJob(runs, name, props).objects;
    if (workload.kind === 'Job') lasting(workload, '2s');
  }
  const serves = { image: 'registry.example.com/serve:1', compute: { cpu: '3', memory: '1Gi' } };
  new ModelService(chart('standing'), 'standing', { ...serves, placement: { queue: 'alone', priority: 'kueued-low' } });
  const urgent = { queue: 'alone', priority: 'kueued-urgent' };
  const waits = { queue: 'alone', priority: 'kueued-low' };
  const two = { ...base, compute: { cpu: '2', memory: '1Gi' } };
  lasting(new TrainingJob(chart('waits'), 'waits', { ...two, placement: waits }).objects.workload, '1s');
  lasting(new TrainingJob(chart('urgent'), 'urgent', { ...two, placement: urgent }).objects.workload, '5s');
  const rolled = new ModelService(chart('rolled'), 'rolled', {
    image: 'registry.example.com/serve:1',
    compute: { cpu: '1', memory: '1Gi' },
    placement: { queue: 'science' },
    engine: argoRollout(),
  });
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml.git' });
  app.synth();
  return templateOf(rolled.objects.workload);
}

/** How long its simulated pods run. */
function lasting(workload: TrainingJob['objects']['workload'], duration: string): void {
  const { metadata } = templateOf(workload);
  const at = '/spec/template/metadata/annotations';
  workload.addJsonPatch(JsonPatch.add(at, { ...metadata.annotations, 'simulate/duration': duration }));
}

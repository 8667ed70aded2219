import { JsonPatch } from 'cdk8s';
import fc from 'fast-check';
import {
  cpu,
  cron,
  DataPipeline,
  type Environment,
  MlopsApp,
  MlopsChart,
  MlopsError,
  ModelService,
  type NodePool,
  TrainingJob,
  Workspace,
} from '../../lib';
import type { FinishedObject } from '../../lib/app/finished';
import { placed } from '../../lib/app/placing';
import { walk } from '../../lib/app/tree';

/** One workload; sizes are milli-CPUs. */
export type Workload =
  | {
      readonly is: 'training';
      readonly workers: number;
      readonly size: number;
      readonly sidecar: number;
      readonly gpus: number;
    }
  | { readonly is: 'service'; readonly replicas: number; readonly size: number; readonly scaled: boolean }
  | { readonly is: 'pipeline'; readonly steps: readonly number[]; readonly runs: number }
  | { readonly is: 'stray' };

/** A namespace with a quota, nodes of its own, and workloads. */
export interface Case {
  readonly nodes: { readonly small: number; readonly gpu: number };
  readonly quota: { readonly cpu: number; readonly gpus: number; readonly pods: number };
  readonly workloads: readonly Workload[];
}

const sizes = fc.constantFrom(500, 1000, 1500, 2000, 3000, 4000);
const alone: fc.Arbitrary<Workload> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('training' as const),
      workers: fc.integer({ min: 1, max: 4 }),
      size: sizes,
      sidecar: fc.constantFrom(0, 0, 500),
      gpus: fc.constantFrom(0, 0, 1, 2, 3, 4),
    }),
  },
  {
    weight: 3,
    // Up to four pods the surge is one: a rollout that lacks a place for it never goes on.
    arbitrary: fc.record({
      is: fc.constant('service' as const),
      replicas: fc.integer({ min: 1, max: 4 }),
      size: sizes,
      scaled: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('pipeline' as const),
      steps: fc.array(sizes, { minLength: 1, maxLength: 3 }),
      runs: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('stray' as const) }) },
);

/** Several workloads have pods of one size that divides a node: sums of resources prove nothing about other packings. */
const several = fc.constantFrom(1000, 2000, 4000).chain((size) =>
  fc.array(
    fc.oneof(
      fc.record({
        is: fc.constant('training' as const),
        workers: fc.integer({ min: 1, max: 2 }),
        size: fc.constant(size),
        sidecar: fc.constant(0),
        gpus: fc.constant(0),
      }),
      fc.record({
        is: fc.constant('service' as const),
        replicas: fc.integer({ min: 1, max: 2 }),
        size: fc.constant(size),
        scaled: fc.boolean(),
      }),
    ),
    { minLength: 2, maxLength: 3 },
  ),
);

export const anyCase: fc.Arbitrary<Case> = fc.record({
  nodes: fc.record({ small: fc.integer({ min: 1, max: 3 }), gpu: fc.integer({ min: 1, max: 2 }) }),
  quota: fc.record({
    cpu: fc.constantFrom(4, 8, 16),
    gpus: fc.constantFrom(4, 8),
    pods: fc.constantFrom(3, 10),
  }),
  workloads: fc.oneof({ weight: 3, arbitrary: alone.map((one) => [one]) }, { weight: 1, arbitrary: several }),
});

const room = { nodes: { small: 1, gpu: 1 }, quota: { cpu: 4, gpus: 4, pods: 10 } };
const service = { is: 'service', size: 1000, scaled: true } as const;
const training = { is: 'training', workers: 1, size: 3500, gpus: 0 } as const;

/** Just fits and just does not, each for one rule of the sum. */
export const borders: readonly Case[] = [
  { ...room, workloads: [{ is: 'stray' }] },
  { ...room, workloads: [{ ...service, replicas: 3 }] },
  { ...room, workloads: [{ ...service, replicas: 4 }] },
  { ...room, quota: { ...room.quota, cpu: 8 }, workloads: [{ ...training, sidecar: 500 }] },
  { ...room, quota: { ...room.quota, cpu: 8 }, workloads: [{ ...training, sidecar: 1000 }] },
  { ...room, workloads: [{ is: 'pipeline', steps: [2000, 500], runs: 2 }] },
  { ...room, workloads: [{ is: 'pipeline', steps: [2000, 500], runs: 3 }] },
];

const sizeOf = { small: { cpu: '4', memory: '64Gi' }, gpu: { cpu: '16', memory: '128Gi' } };
const image = 'registry.example.com/app:1';
/** Pods of a simulated node that stay. */
const staying = { 'simulate/duration': '3600s' };

export function nameOf(index: number): string {
  return `capacity-${index}`;
}

/** The nodes of a case as objects, tainted so that nothing else goes there. */
export function nodesOf({ nodes }: Case, index: number): readonly object[] {
  return (['small', 'gpu'] as const).flatMap((pool) =>
    Array.from({ length: nodes[pool] }, (_, number) => {
      const room = {
        ...sizeOf[pool],
        'ephemeral-storage': '500Gi',
        pods: '110',
        ...(pool === 'gpu' && { 'nvidia.com/gpu': '4' }),
      };
      return {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name: `${nameOf(index)}-${pool}-${number}`,
          labels: { ...labelsOf(pool, index), 'kubernetes.io/hostname': `${nameOf(index)}-${pool}-${number}` },
        },
        spec: { taints: [{ key: 'capacity', value: nameOf(index), effect: 'NoSchedule' }] },
        status: { capacity: room, allocatable: room },
      };
    }),
  );
}

function labelsOf(pool: string, index: number): Record<string, string> {
  return { capacity: nameOf(index), 'capacity-pool': pool };
}

function poolsOf({ nodes }: Case, index: number): Record<'small' | 'gpu', NodePool> {
  const pool = (name: 'small' | 'gpu'): NodePool => ({
    ...sizeOf[name],
    labels: labelsOf(name, index),
    taints: [{ key: 'capacity', value: nameOf(index), effect: 'NoSchedule' }],
    nodes: { max: nodes[name] },
  });
  return { small: pool('small'), gpu: { ...pool('gpu'), gpu: { count: 4 } } };
}

function add(chart: MlopsChart, workload: Workload, id: string): void {
  const compute = (milli: number) => ({ cpu: `${milli}m`, memory: '1Gi' });
  const placement = { pool: 'small' };
  if (workload.is === 'service') {
    const { replicas, size, scaled } = workload;
    new ModelService(chart, id, {
      image,
      compute: compute(size),
      placement,
      ...(scaled ? { scale: { min: 1, max: replicas, on: [cpu(70)] } } : { replicas }),
    });
  } else if (workload.is === 'pipeline') {
    const steps = workload.steps.map((size, index) => ({ name: `s${index}`, image, compute: compute(size) }));
    // Runs of two hours at midnight and at one o'clock of one day a year: so many overlap.
    const pipeline = new DataPipeline(chart, id, {
      schedule: cron('0 0,1,2 1 1 *'),
      deadline: `${workload.runs}h`,
      concurrency: 'Allow',
      steps,
      placement,
    });
    pipeline.objects.workload.addJsonPatch(
      JsonPatch.add('/spec/jobTemplate/spec/template/metadata/annotations', staying),
    );
  } else {
    const { workers, size, sidecar, gpus } =
      workload.is === 'training' ? workload : { workers: 1, size: 500, sidecar: 0, gpus: 0 };
    const training = new TrainingJob(chart, id, {
      image,
      workers,
      compute: { ...compute(size), ...(gpus > 0 && { gpu: { pool: 'gpu', count: gpus } }) },
      ...(gpus === 0 && { placement }),
      ...(sidecar > 0 && { sidecars: [{ name: 'proxy', image, compute: compute(sidecar) }] }),
    });
    const { workload: job } = training.objects;
    job.addJsonPatch(JsonPatch.add('/spec/template/metadata/annotations', staying));
    if (workload.is === 'stray')
      job.addJsonPatch(JsonPatch.replace('/spec/template/spec/nodeSelector/capacity-pool', 'smal'));
  }
}

/** What synth says of a case, and the objects that it is about. */
export function judged(subject: Case, index: number): { codes: readonly string[]; objects: readonly FinishedObject[] } {
  const { quota, workloads } = subject;
  const name = nameOf(index);
  const environment: Environment = {
    name,
    namespace: name,
    platform: {
      cluster: name,
      kubernetes: '1.34',
      pools: poolsOf(subject, index),
      operators: { 'metrics-server': { version: '0.8' } },
    },
  };
  const app = new MlopsApp({ policies: [] });
  new Workspace(app.in(environment), 'workspace', {
    environment,
    quota: { cpu: String(quota.cpu), memory: '200Gi', pods: quota.pods, gpus: { gpu: quota.gpus } },
  });
  const chart = new MlopsChart(app.in(environment), 'chart', { environment });
  for (const [number, workload] of workloads.entries()) add(chart, workload, `w${number}`);
  try {
    return { codes: [], objects: app.finish() };
  } catch (error) {
    if (!(error instanceof MlopsError)) throw error;
    return { codes: error.codes, objects: placed(app, walk(app)).ordered.map((object) => object.finished()) };
  }
}

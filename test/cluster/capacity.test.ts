import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonPatch } from 'cdk8s';
import fc from 'fast-check';
import { Cluster, h100, MlopsApp, MlopsChart, TrainingJob, Workspace } from '../../lib';
import { poolLabels } from '../../lib/platform/node-pool';
import { environment as queued } from '../queueing/platform';
import { anyCase, borders, type Case, judged, nameOf, nodesOf } from './capacity-cases';
import { eventually, kubectl, schemasTogether } from './kubectl';

interface Listed {
  readonly kind: string;
  readonly metadata: { readonly namespace: string; readonly name: string; readonly generation?: number };
  readonly spec: { readonly replicas?: number; readonly parallelism?: number; readonly nodeName?: string };
  readonly status?: {
    readonly active?: number;
    readonly ready?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly observedGeneration?: number;
  };
}
interface Event {
  readonly metadata: { readonly namespace: string };
  readonly message: string;
}

const cases: readonly Case[] = [...borders, ...fc.sample(fc.noBias(anyCase), { numRuns: 20, seed: 8 })];
const verdicts = cases.map(judged);
const namespaces = cases.map((_, index) => nameOf(index));

function apply(objects: readonly object[]): void {
  execFileSync('kubectl', ['apply', '--validate=strict', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    stdio: ['pipe', 'ignore', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
}

function everywhere<T>(kinds: string, ...more: readonly string[]): readonly T[] {
  return (JSON.parse(kubectl('get', kinds, '-A', '-o', 'json', ...more)) as { items: T[] }).items;
}

/** Namespaces whose pods were refused a node or a quota. */
function refused(): ReadonlySet<string> {
  const events = ['FailedScheduling', 'FailedCreate'].flatMap((reason) =>
    everywhere<Event>('events', '--field-selector', `reason=${reason}`),
  );
  // A pod that was made before its node was Ready, or a quota that was not counted yet, is tried again.
  const final = events.filter(({ message }) => /Insufficient|exceeded quota|didn't match/.test(message));
  return new Set(final.map(({ metadata }) => metadata.namespace));
}

/** Namespaces in which everything runs that was asked for: all workers, all replicas, the newest template. */
function satisfied(): ReadonlySet<string> {
  const here = everywhere<Listed>('jobs,deployments,pods').filter(({ metadata }) =>
    namespaces.includes(metadata.namespace),
  );
  const waiting = here.filter(({ kind, metadata, spec, status = {} }) => {
    if (kind === 'Pod') return spec.nodeName === undefined;
    if (kind === 'Job') return status.ready !== spec.parallelism;
    const { replicas = 0, updatedReplicas, availableReplicas, observedGeneration } = status;
    const all = [replicas, updatedReplicas, availableReplicas].every((number) => number === spec.replicas);
    return !all || observedGeneration !== metadata.generation;
  });
  const unsatisfied = new Set(waiting.map(({ metadata }) => metadata.namespace));
  return new Set(namespaces.filter((namespace) => !unsatisfied.has(namespace)));
}

const possible = namespaces.filter((_, index) => verdicts[index]?.codes.length === 0);
const impossible = namespaces.filter((namespace) => !possible.includes(namespace));

/** What is called possible runs in the end, though pods that still terminate may hold it up; the rest was refused. */
async function settled(): Promise<void> {
  await eventually('everything that is possible runs', () => {
    const good = satisfied();
    return possible.every((namespace) => good.has(namespace));
  });
  await eventually('the rest runs so far, or was refused', () => {
    const [good, bad] = [satisfied(), refused()];
    return impossible.every((namespace) => good.has(namespace) || bad.has(namespace));
  });
}

function deployments(): readonly (readonly [string, string, number])[] {
  return cases.flatMap(({ workloads }, index) =>
    workloads.flatMap((workload, number) =>
      workload.is === 'service' ? [[nameOf(index), `w${number}`, workload.replicas] as const] : [],
    ),
  );
}

beforeAll(async () => {
  await schemasTogether();
  apply(cases.flatMap(nodesOf));
  await eventually(
    'the nodes are Ready',
    () => !kubectl('get', 'nodes', '-l', 'capacity', '--no-headers').includes('NotReady'),
  );
  const all = verdicts.flatMap(({ objects }) => objects.map(({ json }) => json));
  // The controller makes the default account, at its own time.
  const own = all.filter(({ kind, metadata }) => kind !== 'ServiceAccount' || metadata.name !== 'default');
  const first = ['Namespace', 'ServiceAccount', 'ResourceQuota', 'LimitRange'];
  apply(own.filter(({ kind }) => first.includes(kind)));
  await eventually('every quota is counted', () =>
    namespaces.every(
      (namespace) => kubectl('get', 'resourcequota', '-n', namespace, '-o', 'jsonpath={.items[0].status.used}') !== '',
    ),
  );
  apply(own.filter(({ kind }) => ['Deployment', 'Job', 'CronJob'].includes(kind)));
});

afterAll(() => {
  kubectl('delete', 'namespaces', '--wait=false', '--ignore-not-found', claiming, ...namespaces);
  kubectl('delete', 'nodes', '-l', 'capacity', '--wait=false');
  kubectl('delete', 'deviceclass/mig.nvidia.com', `resourceslice/${claiming}`, '--ignore-not-found');
});

test('the cases hold enough of both: what fits, and what does not', () => {
  expect(Math.min(possible.length, impossible.length)).toBeGreaterThanOrEqual(7);
  expect([...new Set(verdicts.flatMap(({ codes }) => codes))].sort()).toEqual([
    'never-scheduled',
    'pod-too-big',
    'pool-exhausted',
    'quota-exceeded',
  ]);
});

test('what synth calls possible runs at its most, and what it calls impossible never does', async () => {
  for (const [namespace, name, replicas] of deployments())
    kubectl('scale', 'deployment', name, '-n', namespace, `--replicas=${replicas}`);
  for (const [index, { workloads }] of cases.entries()) {
    for (const [number, workload] of workloads.entries()) {
      if (workload.is !== 'pipeline') continue;
      for (let run = 0; run < workload.runs; run++) {
        kubectl('create', 'job', `w${number}-${run}`, `--from=cronjob/w${number}`, '-n', nameOf(index));
      }
    }
  }
  await settled();
  // Now everything runs that can: a rollout asks for its surge on top.
  for (const [namespace, name] of deployments()) kubectl('rollout', 'restart', 'deployment', name, '-n', namespace);
  await settled();
  // Time for what is only slow.
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const good = satisfied();
  expect(namespaces.filter((namespace) => good.has(namespace))).toEqual(possible);
  const bad = refused();
  expect(impossible.filter((namespace) => !bad.has(namespace))).toEqual([]);
});

const claiming = 'capacity-claims';
const mig = { allocation: 'dra', mig: '1g.10gb' } as const;
const platform = {
  ...queued.platform,
  pools: { ...queued.platform.pools, claimed: { cpu: '16', memory: '128Gi', gpu: h100({ count: 8, ...mig }) } },
};

/** A node whose driver has four instances, as the driver of a real one publishes them. */
function nodeWithDevices(): readonly object[] {
  const room = { cpu: '16', memory: '128Gi', 'ephemeral-storage': '500Gi', pods: '110' };
  const labels = { ...poolLabels(platform.pools.claimed), 'kubernetes.io/hostname': claiming, capacity: claiming };
  const device = (name: string) => ({ name, attributes: { profile: { string: '1g.10gb' } } });
  return [
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: claiming, labels },
      status: { capacity: room, allocatable: room },
    },
    {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'DeviceClass',
      metadata: { name: 'mig.nvidia.com' },
      spec: { selectors: [{ cel: { expression: "device.driver == 'gpu.nvidia.com'" } }] },
    },
    {
      apiVersion: 'resource.k8s.io/v1',
      kind: 'ResourceSlice',
      metadata: { name: claiming },
      spec: {
        nodeName: claiming,
        driver: 'gpu.nvidia.com',
        pool: { name: claiming, generation: 1, resourceSliceCount: 1 },
        devices: ['a', 'b', 'c', 'd'].map(device),
      },
    },
  ];
}

test('the objects of queues are accepted, and a pod that claims devices gets them within its quota', async () => {
  const dist = mkdtempSync(join(tmpdir(), 'claims-'));
  const environment = { ...queued, name: claiming, namespace: claiming, platform };
  const app = new MlopsApp({ outdir: dist });
  new Cluster(app, 'cluster', { platform });
  new Workspace(app.in(environment), 'workspace', {
    environment,
    quota: { cpu: '64', memory: '1Ti', gpus: { claimed: 4 } },
    queues: { training: 'research' },
  });
  const { objects } = new TrainingJob(new MlopsChart(app.in(environment), 'training', { environment }), 'train', {
    image: 'registry.example.com/train:1',
    compute: { cpu: '8', memory: '64Gi', gpu: { pool: 'claimed', count: 4 } },
  });
  objects.workload.addJsonPatch(JsonPatch.add('/spec/template/metadata/annotations', { 'simulate/duration': '3600s' }));
  app.synth();
  apply(nodeWithDevices());
  for (const path of ['clusters', join(claiming, '_workspace.k8s.yaml'), claiming]) {
    kubectl('apply', '--validate=strict', '-R', '-f', join(dist, path));
  }
  expect(kubectl('diff', '-R', '-f', join(dist, 'clusters'))).toBe('');
  rmSync(dist, { recursive: true });
  await eventually(
    'the pod stands on the node',
    () => kubectl('get', 'pods', '-n', claiming, '-o', 'jsonpath={.items[*].spec.nodeName}') === claiming,
  );
  const used = kubectl('get', 'resourcequota', '-n', claiming, '-o', 'jsonpath={.items[0].status.used}');
  expect(JSON.parse(used)).toMatchObject({ 'mig.nvidia.com.deviceclass.resource.k8s.io/devices': '4' });
  expect(kubectl('get', 'resourceclaimtemplates', '-n', claiming, '-o', 'name').trim().split('\n')).toHaveLength(4);
});

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { anyCase, borders, type Case, judged, nameOf, nodesOf } from './capacity-cases';
import { eventually, kubectl } from './kubectl';

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

async function settled(): Promise<void> {
  await eventually('every case runs, or was refused', () => {
    const [good, bad] = [satisfied(), refused()];
    return namespaces.every((namespace) => good.has(namespace) || bad.has(namespace));
  });
}

function deployments(): readonly (readonly [string, string, number])[] {
  return cases.flatMap(({ workloads }, index) =>
    workloads.flatMap((workload, number) =>
      workload.is === 'service' ? [[nameOf(index), `w${number}`, workload.replicas] as const] : [],
    ),
  );
}

/** A new API server takes its time to describe all its kinds, which a strict apply reads. */
function describesItself(): boolean {
  try {
    return kubectl('get', '--raw', '/openapi/v2').length > 0;
  } catch {
    return false;
  }
}

beforeAll(async () => {
  await eventually('the API server describes itself', describesItself, 180);
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
  kubectl('delete', 'namespaces', '--wait=false', '--ignore-not-found', ...namespaces);
  kubectl('delete', 'nodes', '-l', 'capacity', '--wait=false');
});

test('the cases hold enough of both: what fits, and what does not', () => {
  const possible = verdicts.filter(({ codes }) => codes.length === 0).length;
  expect([possible, cases.length - possible].every((number) => number >= 7)).toBe(true);
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
  const [good, bad] = [satisfied(), refused()];
  const seen = namespaces.map((namespace, index) => [
    JSON.stringify(cases[index]),
    good.has(namespace) && !bad.has(namespace)
      ? 'possible'
      : bad.has(namespace) && !good.has(namespace)
        ? 'impossible'
        : 'both',
  ]);
  const said = cases.map((subject, index) => [
    JSON.stringify(subject),
    verdicts[index]?.codes.length === 0 ? 'possible' : 'impossible',
  ]);
  expect(seen).toEqual(said);
});

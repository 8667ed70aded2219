import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PodTemplate } from '../../imports/kubernetes';
import { judged } from './judges';
import { eventually, kubectl, objects } from './kubectl';
import { Kueue } from './kueue';
import { jobs, namespace, platform, synthesised, trainings } from './kueue-cases';
import { flavorCases, queued } from './kueue-flavors';
import { makeNamespaces } from './namespaces';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}
interface Workload {
  readonly metadata: { readonly name: string; readonly ownerReferences?: readonly { readonly name: string }[] };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly admission?: { readonly clusterQueue: string; readonly podSetAssignments: readonly object[] };
  };
}
interface Pod {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly nodeName?: string; readonly schedulingGates?: readonly { readonly name: string }[] };
  readonly status: { readonly phase?: string };
}

/** Kueue's manager and the folder `config` of its module; without them nobody can be asked. */
const { KUEUE: program, KUEUE_MANIFESTS: manifests } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'kueued-'));
const dist = join(folder, 'dist');

const applied = (...names: readonly string[]): string =>
  kubectl('apply', '--server-side', '--validate=strict', ...names.flatMap((name) => ['-f', join(dist, name)]));
const chartOf = (name: string): readonly string[] =>
  [`${namespace}/${name}.k8s.yaml`, `${namespace}/runs/${name}.k8s.yaml`].filter((file) =>
    existsSync(join(dist, file)),
  );

/** Whether an object runs a training, or is the pod of that name. */
const runs = (name: string, training: string): boolean => new RegExp(`^${training}(-\\w{8})?$`).test(name);

const workloadOf = (training: string): Workload | undefined =>
  objects<Workload>('workloads.kueue.x-k8s.io', namespace).find(({ metadata }) =>
    metadata.ownerReferences?.some(({ name }) => runs(name, training)),
  );
const conditionsOf = (training: string): readonly Condition[] =>
  objects<Workload>('jobs', namespace).find(({ metadata }) => runs(metadata.name, training))?.status?.conditions ?? [];
const condition = (training: string, type: string): Condition | undefined =>
  workloadOf(training)?.status?.conditions?.find((one) => one.type === type);
const is = (training: string, type: string): boolean => condition(training, type)?.status === 'True';
const podsOf = (name: string): readonly Pod[] => objects<Pod>('pods', namespace, `app.kubernetes.io/name=${name}`);
const nodesOf = (name: string): readonly string[] => podsOf(name).map(({ spec }) => spec.nodeName ?? '');
const gated = ({ spec }: Pod): boolean => (spec.schedulingGates ?? []).length > 0;
const complete = (training: string): boolean =>
  conditionsOf(training).some(({ type, status }) => type === 'Complete' && status === 'True');

const missing = program === undefined || manifests === undefined;
const reason = missing ? ' (nobody to ask: KUEUE or KUEUE_MANIFESTS is not set)' : '';

(missing ? describe.skip : describe)(`the controller of Kueue${reason}`, () => {
  const kueue = new Kueue({ program: program ?? '', manifests: manifests ?? '' });
  let template: PodTemplate;

  beforeAll(async () => {
    template = synthesised(dist);
    makeNamespaces(namespace);
    await kueue.start([namespace]);
    kubectl('apply', '--server-side', '--validate=strict', '-R', '-f', join(dist, 'clusters'));
    applied(`${namespace}/_workspace.k8s.yaml`);
  });

  afterAll(async () => {
    try {
      kubectl('delete', 'namespace', namespace, '--timeout=60s');
      kubectl('delete', '--ignore-not-found', '--timeout=60s', '-R', '-f', join(dist, 'clusters'));
    } finally {
      await kueue.stop();
      rmSync(folder, { recursive: true });
    }
  });

  test('its queues are active', async () => {
    await eventually('all of them', () => {
      const conditions = kubectl(
        'get',
        'clusterqueues',
        '-o',
        'jsonpath={range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Active")].status}{"\\n"}{end}',
      );
      return Object.keys(platform.queues?.clusterQueues ?? {}).every((name) => conditions.includes(`${name} True`));
    });
  });

  test('all trainings are taken', () => {
    expect(applied(...chartOf('runs'))).not.toBe('');
  });

  test.each(Object.keys(trainings))('%s is admitted', async (name) => {
    await eventually('it is', () => is(name, 'Admitted'), 30).catch((error: Error) => {
      throw new Error(`${error.message}: ${JSON.stringify(workloadOf(name)?.status)}`);
    });
  });

  test.each(jobs)('%s was made to wait, was let go, and ran to its end', async (name) => {
    await eventually('it is complete', () => complete(name));
    expect(conditionsOf(name)).toContainEqual(
      expect.objectContaining({ type: 'Suspended', status: 'False', reason: 'JobResumed' }),
    );
  });

  test.each(['trainjob', 'rayjob', 'sparkapplication'])('a %s goes on, for its own operator to run', (kind) => {
    const suspended = kubectl('get', kind, '-n', namespace, '-o', 'jsonpath={.items[*].spec.suspend}');
    expect(suspended).not.toContain('true');
  });

  test('an application of Spark goes to nodes that Kueue took for it', () => {
    const assigned = workloadOf('spark-gpu')?.status?.admission?.podSetAssignments;
    expect(JSON.stringify(assigned)).toContain('"nvidia.com/gpu":"kueued-gpu"');
  });

  test('pods go where their queue has nodes, and where their data is', () => {
    const [nodes, together] = [nodesOf('gpu'), nodesOf('rack')];
    expect(nodes.every((node) => node.startsWith('gpu-'))).toBe(true);
    expect(new Set(together).size).toBe(1);
    expect(nodesOf('near')).toEqual(['general-b']);
    expect(nodesOf('gpu-near')).toEqual(['gpu-b']);
  });

  test('a queue takes from its cohort what it has not', () => {
    const admission = workloadOf('borrows')?.status?.admission;
    expect(admission?.clusterQueue).toBe('kueued-teaching');
    expect(JSON.stringify(admission)).toContain('"cpu":"6"');
  });

  test.each(Object.entries(flavorCases))('%s: pods are sent to the pool that synth says', async (name, pods) => {
    const { ofCluster, inNamespace, taken } = queued(name, pods, namespace);
    for (const [folder, items] of [
      ['clusters', ofCluster],
      ['flavors', inNamespace],
    ] as const) {
      mkdirSync(join(dist, folder), { recursive: true });
      const file = join(dist, folder, `${name}.json`);
      writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
      kubectl('apply', '--server-side', '--validate=strict', '-f', file);
    }
    await eventually('it is admitted', () => is(name, 'QuotaReserved'));
    const [assigned] = workloadOf(name)?.status?.admission?.podSetAssignments ?? [];
    expect(assigned).toMatchObject({ flavors: { cpu: taken } });
  });

  test('the pods of a Rollout wait, each for itself', async () => {
    applied(...chartOf('rolled'));
    const file = join(folder, 'pod.json');
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'rolled-by-hand', namespace, ...template.metadata },
    };
    writeFileSync(file, JSON.stringify({ ...pod, spec: template.spec }));
    kubectl('apply', '-f', file);
    await eventually('it runs', () => podsOf('rolled').some(({ status }) => status.phase === 'Running'));
    expect(is('rolled-by-hand', 'Admitted')).toBe(true);
  });

  test('a queue that is full lets the next wait', async () => {
    applied(...chartOf('standing'));
    await eventually('it runs', () => podsOf('standing').some(({ status }) => status.phase === 'Running'));
    applied(...chartOf('waits'));
    await eventually('it waits', () => condition('waits', 'QuotaReserved')?.status === 'False');
    expect(condition('waits', 'QuotaReserved')?.message).toMatch(/insufficient unused quota for cpu/);
    expect(podsOf('waits')).toEqual([]);
  });

  test('what is urgent takes the place of what is not, which comes back', async () => {
    applied(...chartOf('urgent'));
    await eventually('the service gives way', () => podsOf('standing').every(gated));
    await eventually('all of them have run', () => complete('urgent') && complete('waits'));
    await eventually('the service is back', () => podsOf('standing').some(({ status }) => status.phase === 'Running'));
  });

  judged({ files: join(dist, namespace), app: join(dist, `gitops/${namespace}.k8s.yaml`) });
});

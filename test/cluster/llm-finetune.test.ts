import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { dev } from '../../apps/llm-finetune/environments/dev';
import { prod } from '../../apps/llm-finetune/environments/prod';
import { staging } from '../../apps/llm-finetune/environments/staging';
import { buildApp } from '../../apps/llm-finetune/main';
import type { PodTemplate } from '../../imports/kubernetes';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { calledSynced } from './judges';
import { eventually, kubectl, objects } from './kubectl';
import { makeNamespaces } from './namespaces';
import { lost } from './read-back';
import { renamed } from './renamed';

interface Pod {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly status: { readonly phase?: string };
}
interface Job {
  readonly status: { readonly succeeded?: number };
}

const dist = mkdtempSync(join(tmpdir(), 'llm-finetune-'));
const app = buildApp(dist, renamed([dev, staging, prod], 'language'));
const emitted = app.finish().map(({ json }) => json);
const environments = ['language-dev', 'language-staging', 'language-prod'];
/** Environments whose nodes the simulated cluster has not: no L4, and no spot nodes of H100 by these labels. */
const elsewhere = ['language-staging', 'language-prod'];

beforeAll(() => {
  app.synth();
  makeNamespaces('argocd');
});
afterAll(() => rmSync(dist, { recursive: true }));

test('the clusters and the workspaces are accepted first', () => {
  kubectl('apply', '--validate=strict', '-R', '-f', join(dist, 'clusters'));
  for (const environment of environments) {
    kubectl('apply', '--validate=strict', '-f', join(dist, environment, '_workspace.k8s.yaml'));
  }
});

test.each([...environments, 'gitops'])('every object of %s passes a strict server-side dry run', (folder) => {
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-R', '-f', join(dist, folder));
});

test.each(environments)('%s is applied, and no field of its objects is lost', (environment) => {
  kubectl('apply', '--server-side', '--validate=strict', '-R', '-f', join(dist, environment));
  const written = emitted.filter(({ metadata }) => metadata.namespace === environment);
  expect(written.length).toBeGreaterThan(20);
  for (const object of written) {
    const group = object.apiVersion.includes('/') ? `.${object.apiVersion.split('/')[0]}` : '';
    const kind = `${object.kind}${group}`;
    const live = kubectl('get', kind, object.metadata.name, '-n', environment, '-o', 'json');
    expect([kind, object.metadata.name, lost(object, JSON.parse(live))]).toEqual([kind, object.metadata.name, []]);
  }
});

test('both workers of dev run to their end', async () => {
  await eventually('the Job succeeded', () =>
    objects<Job>('jobs', 'language-dev').some(({ status }) => status.succeeded === 2),
  );
});

/** A node as the platform states it, which the simulated cluster does not have. */
const node = (name: string, gpus: number, labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: { 'kubernetes.io/hostname': name, type: 'kwok', ...labels },
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
  },
  spec: { taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }] },
  status: Object.fromEntries(
    ['capacity', 'allocatable'].map((key) => [
      key,
      { cpu: '192', memory: '1990Gi', 'ephemeral-storage': '900Gi', pods: '110', 'nvidia.com/gpu': String(gpus) },
    ]),
  ),
});
const product = 'nvidia.com/gpu.product';
const h100 = { [product]: 'NVIDIA-H100-80GB-HBM3' };

test('the pods of prod fill the spot nodes there are and take nodes that stay for the rest; staging has its L4', async () => {
  const nodes = [
    node('l4-a', 1, { [product]: 'NVIDIA-L4' }),
    ...[1, 2, 3].map((index) => node(`h100-spot-${index}`, 8, { ...h100, 'capacity-type': 'spot' })),
    node('h100-stays', 8, { ...h100, 'capacity-type': 'on-demand' }),
  ];
  const workers = emitted
    .filter(({ metadata }) => elsewhere.includes(metadata.namespace ?? ''))
    .filter(({ kind }) => kind === 'TrainingRuntime' || kind === 'Job')
    .flatMap((object) =>
      podsOf(object, Kinds.of(object)).flatMap(({ template, count }) =>
        Array.from({ length: count }, (_, index) => ({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: {
            ...template.metadata,
            name: `by-hand-${index}`,
            namespace: object.metadata.namespace,
            labels: { ...template.metadata?.labels, started: 'by-hand' },
            annotations: { ...template.metadata?.annotations, 'simulate/duration': '30s' },
          },
          // The simulated cluster has one scheduler.
          spec: { ...(template as PodTemplate).spec, schedulerName: undefined },
        })),
      ),
    );
  expect(workers).toHaveLength(5);
  kubectl('delete', 'jobs', '--all', '-n', 'language-staging');
  const applied = (name: string, made: readonly object[]) => {
    writeFileSync(join(dist, name), Yaml.stringify(...made));
    kubectl('apply', '-f', join(dist, name));
  };
  applied('nodes.yaml', nodes);
  await eventually('the nodes are ready', () =>
    nodes.every(({ metadata }) => /\sReady\s/.test(kubectl('get', 'node', metadata.name))),
  );
  applied('pods.yaml', workers);
  const started = (namespace: string) =>
    objects<Pod & { spec: { nodeName?: string } }>('pods', namespace, 'started=by-hand');
  await eventually('all of them have a node', () =>
    elsewhere.flatMap(started).every(({ spec }) => spec.nodeName !== undefined),
  );
  expect(started('language-staging').map(({ spec }) => spec.nodeName)).toEqual(['l4-a']);
  const [, ...rest] = started('language-prod')
    .map(({ spec }) => spec.nodeName ?? '')
    .sort((a, b) => Number(a.startsWith('h100-spot-')) - Number(b.startsWith('h100-spot-')) || (a < b ? -1 : 1));
  expect(rest).toEqual(['h100-spot-1', 'h100-spot-2', 'h100-spot-3']);
  kubectl('delete', 'pods', '-A', '-l', 'started=by-hand', '--wait=false');
  kubectl('delete', 'nodes', ...nodes.map(({ metadata }) => metadata.name));
});

const admit = process.env.ADMIT;

// The operators' own admission code is a program beside the cluster; without it there is nobody to ask.
if (admit !== undefined) {
  test.each(environments)('the operators admit every object of %s', (environment) => {
    const verdicts = execFileSync(admit, ['--with', join(dist, 'clusters'), join(dist, environment)], {
      encoding: 'utf8',
    });
    expect(verdicts).toContain(' 0 refused');
  });
}

for (const name of ['language-dev', 'language-prod']) {
  const app = join(dist, 'gitops', `${name}.k8s.yaml`);
  calledSynced({ files: join(dist, name), app }, `every object of ${name}`);
}

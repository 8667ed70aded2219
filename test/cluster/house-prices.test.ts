import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../apps/main';
import { parseQuantity } from '../../lib/quantity';
import { calledSynced } from './judges';
import { eventually, kubectl, objects } from './kubectl';
import { makeNamespaces } from './namespaces';

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly replicas: number };
  readonly status: { readonly availableReplicas?: number };
}
interface Job {
  readonly metadata: { readonly name: string };
  readonly status: { readonly succeeded?: number };
}
interface Quota {
  readonly status: { readonly hard: Record<string, string>; readonly used: Record<string, string> };
}

const dist = mkdtempSync(join(tmpdir(), 'house-prices-'));
const environments = ['dev', 'staging', 'prod'];
const applied = ['dev', 'prod'];

beforeAll(() => {
  buildApp(dist).synth();
  makeNamespaces('argocd', 'gateways');
});

afterAll(() => rmSync(dist, { recursive: true }));

test('the cluster and the workspaces are accepted first', () => {
  kubectl('apply', '--validate=strict', '-R', '-f', join(dist, 'clusters'));
  for (const environment of environments) {
    kubectl('apply', '--validate=strict', '-f', join(dist, environment, '_workspace.k8s.yaml'));
  }
});

test.each([...environments, 'gitops'])('every object of %s passes a strict server-side dry run', (folder) => {
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-R', '-f', join(dist, folder));
});

test.each(applied)('%s is applied and every Deployment becomes Available', async (environment) => {
  kubectl('apply', '--validate=strict', '-R', '-f', join(dist, environment));
  const wanted = { dev: 1, prod: 3 }[environment];
  await eventually('all replicas available', () =>
    objects<Deployment>('deployments', environment).every(
      ({ metadata, spec, status }) =>
        spec.replicas === (metadata.name === 'house-prices' ? wanted : 1) && status.availableReplicas === spec.replicas,
    ),
  );
});

test.each(applied)('the training of %s completes once', async (environment) => {
  await eventually('the Job succeeded', () =>
    objects<Job>('jobs', environment).some(({ status }) => status.succeeded === 1),
  );
  expect(objects<Job>('jobs', environment)).toHaveLength(1);
});

test.each(applied)('the quota of %s holds', (environment) => {
  for (const { status } of objects<Quota>('resourcequotas', environment)) {
    for (const [resource, hard] of Object.entries(status.hard)) {
      const used = parseQuantity(status.used[resource] ?? '0') ?? 0n;
      expect(used).toBeLessThanOrEqual(parseQuantity(hard) ?? -1n);
    }
  }
});

test.each(applied)('a second apply of %s changes nothing', (environment) => {
  expect(kubectl('diff', '-R', '-f', join(dist, environment))).toBe('');
  kubectl('apply', '-R', '-f', join(dist, environment));
  expect(kubectl('diff', '-R', '-f', join(dist, environment))).toBe('');
});

test.each(['house-prices-preprocess', 'daily-data-import'])('a run of the pipeline %s completes', async (pipeline) => {
  kubectl('create', 'job', `${pipeline}-now`, `--from=cronjob/${pipeline}`, '-n', 'dev');
  await eventually('the run succeeded', () =>
    objects<Job>('jobs', 'dev').some(
      ({ metadata, status }) => metadata.name === `${pipeline}-now` && status.succeeded === 1,
    ),
  );
});

for (const name of applied) {
  const app = join(dist, 'gitops', `${name}.k8s.yaml`);
  calledSynced({ files: join(dist, name), app }, `every object of ${name}, after the controllers acted,`);
}

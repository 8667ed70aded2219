import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import {
  Claim,
  Cluster,
  cpu,
  GitOps,
  type GitOpsProps,
  MlopsApp,
  MlopsChart,
  ModelService,
  TrainingJob,
  Workspace,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { service, training } from '../fixtures/workloads';

interface Emitted {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Record<string, unknown>;
}

function emitted(file: string, props: Partial<GitOpsProps> = {}): readonly Emitted[] {
  const outdir = mkdtempSync(join(tmpdir(), 'gitops-'));
  const app = new MlopsApp({ outdir });
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml.git', ...props });
  new Cluster(app, 'cluster', { platform });
  new Workspace(app.in(environment), 'workspace', { environment, quota: { cpu: '8', memory: '8Gi' } });
  const chart = new MlopsChart(app.in(environment), 'chart', { environment });
  new Claim(chart, 'data', { size: '1Gi' });
  new TrainingJob(chart, 'train', training);
  new ModelService(chart, 'serve', { ...service, scale: { min: 2, max: 4, on: [cpu(70)] } });
  app.synth();
  const objects = loadAll(readFileSync(join(outdir, `gitops/${file}.k8s.yaml`), 'utf8')) as Emitted[];
  rmSync(outdir, { recursive: true });
  return objects;
}

test('services and runs are synced apart, whatever the order of declaration', () => {
  const applications = emitted('dev').filter(({ kind }) => kind === 'Application');
  expect(applications.map(({ metadata, spec }) => [metadata.name, (spec.source as { path: string }).path])).toEqual([
    ['dev-runs', 'dist/dev/runs'],
    ['dev-services', 'dist/dev'],
  ]);
});

test('what an autoscaler scales and what a Job cannot change is ignored, and the sync respects it', () => {
  const [, runs, services] = emitted('dev');
  expect(services?.spec.ignoreDifferences).toEqual([
    { group: 'apps', kind: 'Deployment', name: 'serve', namespace: 'dev', jsonPointers: ['/spec/replicas'] },
  ]);
  expect(runs?.spec.ignoreDifferences).toEqual([
    { group: 'batch', kind: 'Job', jsonPointers: expect.arrayContaining(['/spec/template', '/spec/completions']) },
  ]);
  expect(services?.spec.syncPolicy).toMatchObject({
    syncOptions: expect.arrayContaining(['RespectIgnoreDifferences=true']),
  });
});

test('a project allows the kinds and namespaces that were emitted, and no others', () => {
  const [project] = emitted('dev');
  expect(project?.spec).toMatchObject({
    destinations: [{ namespace: 'dev', server: 'https://kubernetes.default.svc' }],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
  });
  expect(project?.spec.namespaceResourceWhitelist).toContainEqual({ group: 'batch', kind: 'Job' });
  expect(project?.spec.namespaceResourceWhitelist).not.toContainEqual({ group: '', kind: 'Secret' });
});

test('the objects of a cluster have an Application of their own', () => {
  const [project, application] = emitted('cluster-test');
  expect(project?.spec.clusterResourceWhitelist).toEqual([{ group: 'scheduling.k8s.io', kind: 'PriorityClass' }]);
  expect(application?.spec.source).toMatchObject({ path: 'dist/clusters/test' });
  expect(project?.spec.destinations).toEqual([application?.spec.destination]);
});

test('an environment can be synced by hand, on a cluster of another address', () => {
  const [, , services] = emitted('dev', {
    automated: { dev: false },
    destinations: { test: { name: 'test-cluster' } },
  });
  expect(services?.spec.syncPolicy).not.toHaveProperty('automated');
  expect(services?.spec.destination).toEqual({ name: 'test-cluster', namespace: 'dev' });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { production } from '../../apps/environments/platforms';
import { Cluster, MlopsApp, MlopsChart, TrainingJob, Workspace } from '../../lib';
import { eventually, kubectl, objects } from './kubectl';

interface Pod {
  readonly spec: { readonly nodeName?: string; readonly hostname?: string; readonly subdomain?: string };
}
interface Job {
  readonly status: { readonly succeeded?: number };
}

const environment = { name: 'gpus', namespace: 'gpus', platform: production };
const dist = mkdtempSync(join(tmpdir(), 'gpus-'));
afterAll(() => rmSync(dist, { recursive: true }));

test('two workers with eight GPUs each run on the two nodes of the pool, within the quota, and complete', async () => {
  const app = new MlopsApp({ outdir: dist });
  new Cluster(app, 'cluster', { platform: production });
  const scope = app.in(environment);
  new Workspace(scope, 'workspace', { environment, quota: { cpu: '64', memory: '1Ti', gpus: { gpu: 16 } } });
  new TrainingJob(new MlopsChart(scope, 'training', { environment }), 'train', {
    image: 'registry.example.com/train:1',
    compute: { cpu: '16', memory: '128Gi', gpu: { pool: 'gpu', count: 8 } },
    workers: 2,
  });
  app.synth();
  for (const path of ['clusters', 'gpus/_workspace.k8s.yaml', 'gpus']) {
    kubectl('apply', '--validate=strict', '-R', '-f', join(dist, path));
  }
  await eventually('both workers succeeded', () =>
    objects<Job>('jobs', 'gpus').every(({ status }) => status.succeeded === 2),
  );
  const pods = objects<Pod>('pods', 'gpus').map(({ spec }) => spec);
  expect(new Set(pods.map(({ nodeName }) => nodeName)).size).toBe(2);
  expect(pods.map(({ hostname, subdomain }) => [hostname?.slice(-2), subdomain]).sort()).toEqual([
    ['-0', 'train'],
    ['-1', 'train'],
  ]);
});

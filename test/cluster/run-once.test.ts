import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonPatch } from 'cdk8s';
import { dev } from '../../apps/environments/dev';
import { Claim, MlopsApp, MlopsChart, TrainingJob, Workspace } from '../../lib';
import { eventually, kubectl, objects } from './kubectl';

interface Job {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status: { readonly succeeded?: number; readonly active?: number; readonly failed?: number };
}

const environment = { ...dev, name: 'run-once', namespace: 'run-once' };
const folders: string[] = [];

/** The training with one image; `lasts` holds its pod open on a simulated node. */
function applyTraining(image: string, { lasts = '1s', memory = '1Gi' } = {}): string {
  const dist = mkdtempSync(join(tmpdir(), 'run-once-'));
  folders.push(dist);
  const app = new MlopsApp({ outdir: dist });
  const scope = app.in(environment);
  new Workspace(scope, 'workspace', { environment, quota: { cpu: '64', memory: '256Gi' } });
  const chart = new MlopsChart(scope, 'training', { environment });
  const models = new Claim(chart, 'models', { size: '1Gi', access: 'ReadWriteMany', storageClass: 'shared' });
  const training = new TrainingJob(chart, 'train', {
    image,
    compute: { cpu: '1', memory },
    produces: models.model('prices'),
    workers: 2,
  });
  training.objects.workload.addJsonPatch(
    JsonPatch.add('/spec/template/metadata/annotations', { 'simulate/duration': lasts }),
  );
  app.synth();
  kubectl('apply', '--validate=strict', '-R', '-f', join(dist, 'run-once', '_workspace.k8s.yaml'));
  kubectl('apply', '--validate=strict', '-R', '-f', join(dist, 'run-once'));
  return `train-${training.run}`;
}

const jobs = () => objects<Job>('jobs', 'run-once');
const job = (name: string) => jobs().find(({ metadata }) => metadata.name === name);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('a new image makes exactly one new Job, and the older running one ends in peace', async () => {
  const first = applyTraining('registry.example.com/train:1', { lasts: '25s' });
  await eventually('both workers of the first run are active', () => job(first)?.status.active === 2);
  const second = applyTraining('registry.example.com/train:2');
  expect(
    jobs()
      .map(({ metadata }) => metadata.name)
      .sort(),
  ).toEqual([first, second].sort());
  await eventually('both runs succeeded', () => jobs().every(({ status }) => status.succeeded === 2));
  expect(jobs().every(({ status }) => (status.failed ?? 0) === 0)).toBe(true);
});

test('going back to an earlier image trains nothing again while its run is kept', async () => {
  const before = jobs()
    .map(({ metadata }) => metadata.uid)
    .sort();
  applyTraining('registry.example.com/train:1', { lasts: '25s' });
  expect(
    jobs()
      .map(({ metadata }) => metadata.uid)
      .sort(),
  ).toEqual(before);
});

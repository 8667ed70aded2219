import { JsonPatch } from 'cdk8s';
import { MlopsApp, MlopsChart, type MlopsError, queueLabels, TrainingJob, Workspace } from '../../lib';
import { container } from '../fixtures/workloads';
import { environment, platform } from '../queueing/platform';

/** A training in a queue: what an engine does with the labels of its object. */
function problems(queue: string, workers: number, gpus: number, local: Record<string, string>) {
  const app = new MlopsApp({ policies: [] });
  const scope = app.in(environment);
  new Workspace(scope, 'workspace', {
    environment,
    quota: { cpu: '1000', memory: '10Ti', gpus: { h100: 64 } },
    queues: local,
  });
  const placement = { queue };
  const { workload } = new TrainingJob(new MlopsChart(scope, 'chart', { environment }), 'train', {
    ...container,
    compute: { cpu: '8', memory: '4Gi', ...(gpus > 0 && { gpu: { pool: 'h100', count: gpus } }) },
    workers,
    placement: { ...placement, ...(gpus === 0 && { pool: 'general' }) },
  }).objects;
  for (const [key, value] of Object.entries(queueLabels(placement, platform))) {
    workload.addJsonPatch(JsonPatch.add(`/metadata/labels/${key.replace('/', '~1')}`, value));
  }
  try {
    app.finish();
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, got, allowed }) => `${code}: ${got.slice(1, -1)}; ${allowed}`);
  }
  return [];
}

test('a workload that an empty queue could admit passes, with what the cohort lends', () => {
  expect(problems('training', 3, 8, { training: 'research' })).toEqual([]);
  expect(problems('training', 4, 8, { training: 'research' })).toEqual([
    expect.stringMatching(
      /^queue-exceeded: Job 'train-\w+' with 4 pods x 8 = 32 of nvidia\.com\/gpu; what cluster queue 'research' can admit at once: 16 \+ 8 lent by cohort 'science' = 24 of nvidia\.com\/gpu of pool 'h100'$/,
    ),
  ]);
});

test('a queue without the pool of the pods never admits them', () => {
  expect(problems('training', 1, 8, { training: 'lonely' })).toEqual([
    expect.stringMatching(/^queue-exceeded: .* with pods for 'h100'; .*: pools general$/),
  ]);
});

test('a queue that the namespace does not have is named', () => {
  expect(problems('training', 1, 8, { other: 'research' })).toEqual([
    expect.stringMatching(/^unknown-queue: Job 'train-\w+' in queue 'training'; other$/),
  ]);
});

test('queued workloads do not add up in the quota of the namespace: they wait for each other', () => {
  expect(problems('training', 1, 0, { training: 'lonely' })).toEqual([]);
  expect(problems('training', 2, 0, { training: 'lonely' })).toEqual([
    expect.stringContaining('2 pods x 8 = 16 of cpu'),
  ]);
});

import type { PodTemplate } from '../../imports/kubernetes';
import { cron, DataPipeline, type DataPipelineProps } from '../../lib';
import { container, objectsOf, only, pipeline } from '../fixtures/workloads';

const render = (changes: Partial<DataPipelineProps> = {}) =>
  only(
    objectsOf((scope) => new DataPipeline(scope, 'flow', { ...pipeline, ...changes })),
    'CronJob',
  ).spec;
const step = (name: string, after?: readonly string[]) => ({ ...container, name, after });

function names(steps: DataPipelineProps['steps'], sidecars?: DataPipelineProps['sidecars']): readonly string[] {
  const { jobTemplate } = render({ steps, sidecars }) as unknown as {
    jobTemplate: { spec: { template: PodTemplate } };
  };
  const { initContainers = [], containers } = jobTemplate.spec.template.spec;
  return [...initContainers, ...containers].map(({ name }) => name);
}

test('the steps run one after another in one pod, in the order that they ask for', () => {
  expect(names([step('fetch'), step('clean'), step('check')])).toEqual(['fetch', 'clean', 'check']);
  expect(names([step('check', ['clean']), step('clean', ['fetch']), step('fetch', [])])).toEqual([
    'fetch',
    'clean',
    'check',
  ]);
});

test('sidecars start before the first step', () => {
  expect(names([step('fetch'), step('clean')], [{ ...container, name: 'proxy' }])).toEqual(['proxy', 'fetch', 'clean']);
});

test('a run that is due while one is going is skipped, and an eviction burns no retry', () => {
  expect(render({ deadline: '2h', retries: 4, startWithin: '10m', history: { failed: 1 } })).toMatchObject({
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 600,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    suspend: false,
    jobTemplate: {
      spec: {
        activeDeadlineSeconds: 7200,
        backoffLimit: 4,
        podFailurePolicy: {
          rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
        },
      },
    },
  });
});

test('the schedule keeps its time zone', () => {
  expect(render({ schedule: cron('*/15 6-20 * * MON-FRI', 'Asia/Kolkata') })).toMatchObject({
    schedule: '*/15 6-20 * * MON-FRI',
    timeZone: 'Asia/Kolkata',
  });
});

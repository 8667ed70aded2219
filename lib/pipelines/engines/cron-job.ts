import type { Construct } from 'constructs';
import { seconds } from '../../duration';
import type { Rendered } from '../../engine';
import { emit } from '../../kinds/emit';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { dataAnnotations } from '../../vocabulary/data-lineage';
import type { PipelineContext, PipelineEngine } from '../pipeline-engine';

/** A CronJob whose one pod runs the steps as a chain; needs no operator. @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
export function cronJob(): PipelineEngine {
  return value('engine', {
    name: 'cronJob',
    needs: [],
    supports: ['sidecars', 'concurrency', 'history'],
    carries: everyPodField,
    owns: [],
    render: renderCronJob,
  } as const satisfies PipelineEngine);
}

function renderCronJob(scope: Construct, { name, spec, labels, chainPod }: PipelineContext): Rendered {
  const pod = chainPod();
  const { props, schedule, history } = spec;
  const annotations = { ...props.annotations, ...dataAnnotations(props.data) };
  const workload = emit(scope, 'Resource', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name,
      labels: { ...props.labels, ...labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      schedule: schedule.cron,
      timeZone: schedule.timeZone,
      concurrencyPolicy: spec.concurrency,
      startingDeadlineSeconds: seconds(spec.startWithin),
      successfulJobsHistoryLimit: history.succeeded,
      failedJobsHistoryLimit: history.failed,
      suspend: spec.suspended,
      jobTemplate: {
        metadata: { labels },
        spec: {
          backoffLimit: spec.retries,
          activeDeadlineSeconds: seconds(spec.deadline),
          podFailurePolicy: {
            rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
          },
          template: pod,
        },
      },
    },
  });
  return { objects: { workload }, endpoints: [], podSets: [{ labels, count: 1, pod }] };
}

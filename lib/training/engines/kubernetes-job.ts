import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { seconds } from '../../duration';
import { emit } from '../../kinds/emit';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { runGang } from '../gang';
import { once, runMetadata, runName } from '../run-object';
import { runVariables } from '../run-variables';
import type { RenderedTraining, TrainingContext, TrainingEngine } from '../training-engine';
import { jobSpec } from './job-spec';
import { rendezvousService, started } from './rendezvous';

/** A suspended CronJob needs a schedule that it never follows. */
const never = '0 0 1 1 *';

/** A Kubernetes Job, indexed when many workers train together; needs no operator. */
export function kubernetesJob(): TrainingEngine {
  return value('engine', {
    name: 'kubernetesJob',
    needs: [],
    supports: [
      'manyWorkers',
      'gang',
      'torchrun',
      'tfConfig',
      'retries',
      'retriesPerWorker',
      'success',
      'fatalExitCodes',
      'deadline',
      'onDemand',
      'schedule',
      'sidecars',
      'checkpoint',
      'profile',
      'produces',
      'batch',
    ],
    carries: everyPodField,
    owns: [],
    nameLimit: ({ workers }) => 63 - (workers > 1 ? `-${workers - 1}`.length : 0),
    render: renderJob,
  } as const satisfies TrainingEngine);
}

function renderJob(scope: Construct, context: TrainingContext): RenderedTraining {
  const { spec, stem, labels, pod } = context;
  const job = once(context) ? runName(context) : '$(JOB_NAME)';
  const meet = spec.workers > 1 && spec.purpose.workersMeet;
  if (meet) rendezvousService(scope, stem, labels);
  const { program, env } = started(context, { id: job, host: (index) => `${job}-${index}.${stem}` });
  const template = pod({
    program,
    gang: runGang(scope, context, spec.launcher?.fewest ?? spec.workers),
    env: [...runVariables(context, 'batch.kubernetes.io/job-name'), ...env],
    ...(meet && { subdomain: stem }),
  });
  const body = {
    activeDeadlineSeconds: seconds(spec.deadline),
    ...jobSpec(spec, template, { container: spec.purpose.container }),
  };
  const workload = once(context)
    ? emit(scope, 'Resource', { apiVersion: 'batch/v1', kind: 'Job', metadata: runMetadata(context), spec: body })
    : repeated(scope, context, body);
  return { objects: { workload }, endpoints: [], podSets: [{ labels, count: spec.workers, pod: template }] };
}

/** A CronJob: at its times, or suspended as the template of runs on demand. */
function repeated(scope: Construct, context: TrainingContext, jobBody: object): ApiObject {
  const { when } = context.spec;
  const timing =
    typeof when === 'string'
      ? { schedule: never, timeZone: 'Etc/UTC', suspend: true }
      : { schedule: when.cron, timeZone: when.timeZone };
  return emit(scope, 'Resource', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: runMetadata(context),
    spec: {
      ...timing,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: { metadata: { labels: context.objectLabels }, spec: jobBody },
    },
  });
}

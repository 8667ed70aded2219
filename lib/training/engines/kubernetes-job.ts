import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { EnvVar, KubernetesObject } from '../../../imports/kubernetes';
import type { Rendered } from '../../engine';
import { emit, syncOptions } from '../../kinds/emit';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { modelRoot } from '../../vocabulary/model';
import { inputsAnnotation, runLabel, stemLabel } from '../run-identity';
import type { TrainingContext, TrainingEngine } from '../training-engine';
import { jobSpec } from './job-spec';
import { rendezvousEnv, rendezvousService } from './rendezvous';

/** A suspended CronJob needs a schedule that it never follows. */
const never = '0 0 1 1 *';

/** A Kubernetes Job, indexed when many workers train together; needs no operator. */
export function kubernetesJob(): TrainingEngine {
  return value('engine', {
    name: 'kubernetesJob',
    needs: [],
    supports: ['manyWorkers', 'retries', 'fatalExitCodes', 'deadline', 'onDemand', 'schedule', 'sidecars', 'produces'],
    carries: everyPodField,
    owns: [],
    render: renderJob,
  } as const satisfies TrainingEngine);
}

function renderJob(scope: Construct, context: TrainingContext): Rendered {
  const { spec, stem, labels, pod } = context;
  const once = spec.when === 'onChange';
  const job = once ? `${stem}-${context.identity.run}` : '$(JOB_NAME)';
  const many = spec.workers > 1;
  if (many) rendezvousService(scope, stem, labels);
  const template = pod({
    env: [...runEnv(context, once), ...(many ? rendezvousEnv(job, stem, spec.workers) : [])],
    ...(many && { subdomain: stem }),
  });
  const workload = once
    ? runOnce(scope, context, jobSpec(spec, template))
    : repeated(scope, context, jobSpec(spec, template));
  return { objects: { workload }, endpoints: [], podSets: [{ labels, count: spec.workers, pod: template }] };
}

/** The run's name and where its model goes; of a repeated Job only the pod knows. */
function runEnv({ spec, identity }: TrainingContext, once: boolean): readonly EnvVar[] {
  const { produces } = spec.props;
  const name: readonly EnvVar[] = once
    ? [{ name: 'RUN_ID', value: identity.run }]
    : [
        { name: 'JOB_NAME', valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } } },
        { name: 'RUN_ID', value: '$(JOB_NAME)' },
      ];
  const run = once ? identity.run : '$(RUN_ID)';
  return [
    ...name,
    ...(produces === undefined ? [] : [{ name: 'MODEL_OUTPUT', value: `${modelRoot}/${produces.name}/${run}` }]),
  ];
}

/** Runs once for its inputs: its name is their hash, and neither a sync nor a prune disturbs it. */
function runOnce(scope: Construct, { stem, spec, identity, labels }: TrainingContext, jobBody: object): ApiObject {
  const guards = { [syncOptions]: 'Prune=false', 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' };
  return emit(scope, 'Resource', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${stem}-${identity.run}`,
      labels: { ...spec.props.labels, ...labels, [stemLabel]: stem, [runLabel]: identity.run },
      annotations: {
        ...spec.props.annotations,
        [inputsAnnotation]: identity.inputs,
        ...(spec.supersede === 'finish' && guards),
      },
    },
    spec: jobBody,
  });
}

/** A CronJob: at its times, or suspended as the template of runs on demand. */
function repeated(scope: Construct, { stem, spec, labels }: TrainingContext, jobBody: object): ApiObject {
  const { when } = spec;
  const timing =
    typeof when === 'string'
      ? { schedule: never, timeZone: 'Etc/UTC', suspend: true }
      : { schedule: when.cron, timeZone: when.timeZone };
  const cronJob: KubernetesObject = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: stem,
      labels: { ...spec.props.labels, ...labels },
      ...(spec.props.annotations && { annotations: spec.props.annotations }),
    },
    spec: {
      ...timing,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: { metadata: { labels }, spec: jobBody },
    },
  };
  return emit(scope, 'Resource', cronJob);
}

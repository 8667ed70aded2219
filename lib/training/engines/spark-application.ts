import type { Construct } from 'constructs';
import type { PodTemplate } from '../../../imports/kubernetes';
import type { ScheduledSparkApplicationSpec, SparkApplicationSpec, SparkPod } from '../../../imports/spark';
import { emit } from '../../kinds/emit';
import { everyPodField } from '../../pod/pod-fields';
import { canonicalQuantity, parseQuantity } from '../../quantity';
import { value } from '../../value';
import type { Compute } from '../../vocabulary/compute';
import type { AccountRule } from '../../vocabulary/identity';
import { imageParts, imageText } from '../../vocabulary/image';
import { once, runMetadata } from '../run-object';
import { runVariables } from '../run-variables';
import type { RenderedTraining, TrainingContext, TrainingEngine } from '../training-engine';
import { sparkGang } from './spark-gang';
import { sparkMemory } from './spark-memory';
import { checkSpark, driverCompute, type SparkApplicationOptions } from './spark-options';
import { readByKueue } from './spark-queue';

const apiVersion = 'sparkoperator.k8s.io/v1beta2';

/** A driver makes its executors and what they need, and takes all of it away. */
const driverRules: readonly AccountRule[] = [
  {
    apiGroups: [''],
    resources: ['pods', 'configmaps', 'services', 'persistentvolumeclaims'],
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  },
];

/** An executor that is told to end hands its blocks to the others first. */
const decommission = {
  'spark.decommission.enabled': 'true',
  'spark.storage.decommission.enabled': 'true',
  'spark.storage.decommission.rddBlocks.enabled': 'true',
  'spark.storage.decommission.shuffleBlocks.enabled': 'true',
};

/**
 * A SparkApplication of the Kubeflow Spark operator: a driver that runs the program, and an executor for each worker; with
 * a schedule a ScheduledSparkApplication.
 * @see https://www.kubeflow.org/docs/components/spark-operator/
 */
export function sparkApplication(options: SparkApplicationOptions): TrainingEngine {
  return value('engine', {
    name: 'sparkApplication',
    needs: [{ operator: 'spark-operator', version: '2.5' }],
    supports: ['manyWorkers', 'gang', 'retries', 'schedule', 'sidecars', 'checkpoint', 'produces', 'batch'],
    carries: everyPodField,
    owns: [],
    coordinator: { role: 'driver', apiServer: true, rules: driverRules },
    // A run of a schedule is `<name>-<nanoseconds>`.
    nameLimit: ({ when }) => (when === 'onChange' ? 63 : 43 + 9),
    check: (request, field) => checkSpark(options, request, field),
    render: (scope, context) => render(scope, context, options),
  } as const satisfies TrainingEngine);
}

function render(scope: Construct, context: TrainingContext, options: SparkApplicationOptions): RenderedTraining {
  const { spec, labels } = context;
  const { driver: { compute = driverCompute, placement } = {}, dynamicAllocation } = options;
  // Spark writes beside its program: the image's folder cannot be written to.
  const additions = { env: runVariables(context, 'sparkoperator.k8s.io/app-name'), program: {}, workingDir: '/tmp' };
  const driver = context.coordinatorPod({ ...additions, container: 'spark-kubernetes-driver', compute, placement });
  const executor = context.pod({ ...additions, container: 'spark-kubernetes-executor' });
  const application = sparkSpec(context, options, driver, executor);
  const { when } = spec;
  const workload =
    once(context) || typeof when === 'string'
      ? emit(scope, 'Resource', {
          apiVersion,
          kind: 'SparkApplication',
          metadata: runMetadata(context),
          spec: application,
        })
      : emit(scope, 'Resource', {
          apiVersion,
          kind: 'ScheduledSparkApplication',
          metadata: runMetadata(context),
          spec: {
            schedule: when.cron,
            timeZone: when.timeZone,
            concurrencyPolicy: 'Forbid',
            suspend: false,
            successfulRunHistoryLimit: 3,
            failedRunHistoryLimit: 3,
            template: application,
          } satisfies ScheduledSparkApplicationSpec,
        });
  const podSets = [
    { labels, count: dynamicAllocation?.max ?? spec.workers, pod: executor },
    { labels, count: 1, pod: driver },
  ];
  return { objects: { workload }, endpoints: [], podSets };
}

function sparkSpec(
  { spec, platform }: TrainingContext,
  options: SparkApplicationOptions,
  driver: PodTemplate,
  executor: PodTemplate,
): SparkApplicationSpec {
  const { props, workers, retries } = spec;
  const [mainApplicationFile = '', ...words] = props.command ?? [];
  const { sparkVersion, type = typeOf(mainApplicationFile), mainClass, sparkConf, dynamicAllocation } = options;
  const { compute: ofDriver = driverCompute } = options.driver ?? {};
  const queued = (compute: Compute, template: PodTemplate) =>
    props.placement?.queue === undefined ? {} : readByKueue(compute, template, platform);
  const besideJvm = type === 'Python' || type === 'R';
  const arguments_ = [...words, ...(props.args ?? [])];
  const conf = { ...(spec.checkpoint !== undefined && decommission), ...sparkConf };
  const retried = { onFailureRetries: retries, onFailureRetryInterval: 10 };
  const submitted = { onSubmissionFailureRetries: retries, onSubmissionFailureRetryInterval: 10 };
  return {
    type,
    mode: 'cluster',
    sparkVersion,
    image: imageText(props.image),
    imagePullPolicy: imageParts(props.image).pull ?? 'IfNotPresent',
    mainApplicationFile,
    ...(mainClass !== undefined && { mainClass }),
    ...(arguments_.length > 0 && { arguments: arguments_ }),
    ...(Object.keys(conf).length > 0 && { sparkConf: conf }),
    restartPolicy: retries === 0 ? { type: 'Never' } : { type: 'OnFailure', ...retried, ...submitted },
    ...sparkGang(spec, platform),
    ...(dynamicAllocation !== undefined && {
      dynamicAllocation: {
        enabled: true as const,
        initialExecutors: workers,
        minExecutors: dynamicAllocation.min ?? 0,
        maxExecutors: dynamicAllocation.max,
        shuffleTrackingEnabled: true as const,
      },
    }),
    driver: { ...sparkPod(ofDriver, driver, besideJvm), ...queued(ofDriver, driver) },
    executor: {
      ...sparkPod(props.compute, executor, besideJvm),
      ...queued(props.compute, executor),
      ...(dynamicAllocation === undefined && { instances: workers }),
    },
  };
}

function typeOf(file: string): SparkApplicationSpec['type'] {
  if (/\.(py|zip|egg)$/.test(file)) return 'Python';
  return /\.[rR]$/.test(file) ? 'R' : 'Scala';
}

/** What Spark writes into the template: the same as stands there, in its own units. */
function sparkPod({ cpu, cpuLimit, memory }: Compute, template: PodTemplate, besideJvm: boolean): SparkPod {
  const cores = Number((parseQuantity(cpu) ?? 0n) / 1000n);
  return {
    cores: Math.max(1, cores),
    coreRequest: canonicalQuantity(cpu),
    ...(cpuLimit !== undefined && { coreLimit: canonicalQuantity(cpuLimit) }),
    ...sparkMemory(memory, besideJvm),
    serviceAccount: template.spec.serviceAccountName ?? 'default',
    template,
  };
}

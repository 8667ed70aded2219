import type { Construct } from 'constructs';
import type { RayJobSpec } from '../../../imports/ray';
import { seconds } from '../../duration';
import { emit } from '../../kinds/emit';
import type { Platform } from '../../platform/platform';
import { atLeast } from '../../platform/version';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { runGang } from '../gang';
import { runMetadata, runName } from '../run-object';
import { runVariables } from '../run-variables';
import type { RenderedTraining, TrainingContext, TrainingEngine } from '../training-engine';
import { rayCleanUp, rayCluster, rayReplicas } from './ray-cluster';
import { rayEntrypoint } from './ray-entrypoint';
import { checkRay, type RayJobOptions } from './ray-options';
import { programOf } from './rendezvous';

/** Port of the head at which jobs are submitted and asked for. */
const dashboard = 8265;

/**
 * A RayJob of KubeRay: a cluster of its own for each run, whose head runs the program and whose workers run its tasks.
 * @see https://docs.ray.io/en/latest/cluster/kubernetes/getting-started/rayjob-quick-start.html
 */
export function rayJob(options: RayJobOptions): TrainingEngine {
  const { elastic } = options;
  return value('engine', {
    name: 'rayJob',
    // The operator asks the head how the run fares.
    needs: [{ operator: 'kuberay', version: '1.6', calls: [dashboard] }],
    supports: ['manyWorkers', 'gang', 'retries', 'deadline', 'sidecars', 'checkpoint', 'profile', 'produces'],
    carries: everyPodField,
    owns: [],
    coordinator: {
      role: 'head',
      apiServer: elastic !== undefined,
      rules: [],
    },
    nameLimit: () => 47,
    check: (request, field) => checkRay(options, request, field),
    render: (scope, context) => render(scope, context, options),
  } as const satisfies TrainingEngine);
}

/** KubeRay 1.7 gives each group a priority, and writes the default where there is none. */
function hasGroupPriority({ operators = {} }: Platform): boolean {
  return atLeast(operators['kuberay']?.version ?? '0', '1.7');
}

function render(scope: Construct, context: TrainingContext, options: RayJobOptions): RenderedTraining {
  const { spec, labels } = context;
  const { head: { compute = { cpu: '1', memory: '4Gi' }, placement } = {}, elastic } = options;
  const env = runVariables(context, 'ray.io/originated-from-cr-name');
  const program = {};
  const gang = runGang(scope, context, 1 + rayReplicas(spec.workers, elastic).minReplicas);
  const head = context.coordinatorPod({ container: 'ray-head', program, env, gang, compute, placement });
  const worker = context.pod({ container: 'ray-worker', program, env, gang });
  const submitter = context.helperPod({
    role: 'submitter',
    container: 'ray-job-submitter',
    compute: { cpu: '500m', memory: '1Gi' },
  });
  const workload = emit(scope, 'Resource', {
    apiVersion: 'ray.io/v1',
    kind: 'RayJob',
    metadata: runMetadata(context),
    spec: {
      entrypoint: rayEntrypoint(programOf(spec)),
      submissionMode: 'K8sJobMode',
      backoffLimit: spec.retries,
      activeDeadlineSeconds: seconds(spec.deadline),
      ...rayCleanUp(options),
      rayClusterSpec: {
        ...rayCluster(context, options),
        headGroupSpec: { rayStartParams: { 'num-cpus': '0', 'dashboard-host': '0.0.0.0' }, template: head },
        workerGroupSpecs: [
          {
            groupName: 'workers',
            ...rayReplicas(spec.workers, elastic),
            numOfHosts: 1,
            ...(hasGroupPriority(context.platform) && { priority: 0 }),
            rayStartParams: {},
            template: worker,
          },
        ],
      },
      submitterPodTemplate: submitter,
    } satisfies RayJobSpec,
  });
  const podSets = [
    { labels, count: elastic?.max ?? spec.workers, pod: worker },
    { labels, count: 1, pod: head },
    { labels, count: 1, pod: submitter },
  ];
  return { objects: { workload }, endpoints: [], podSets, watchedJob: runName(context) };
}

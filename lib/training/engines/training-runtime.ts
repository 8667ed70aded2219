import type { JobSetSpec, ReplicatedJob } from '../../../imports/jobset';
import type { PodTemplate } from '../../../imports/kubernetes';
import type { TrainingRuntimeSpec } from '../../../imports/trainer';
import { seconds } from '../../duration';
import type { Rendered } from '../../engine';
import type { PodAdditions, TrainingContext } from '../training-engine';
import { jobSpec } from './job-spec';
import type { MpiOptions } from './trainer-frameworks';
import { trainerGang } from './trainer-gang';
import { initializerJob } from './trainer-initializers';
import { frameworkOf, initializersOf, type KubeflowTrainerOptions } from './trainer-options';

/** Container that Trainer takes for the training's. */
export const node = 'node';
const trainerStep = { labels: { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' } };

/** A runtime that carries the training's own pod whole. */
export function ownRuntime(
  context: TrainingContext,
  options: KubeflowTrainerOptions,
  started: PodAdditions,
): { readonly spec: TrainingRuntimeSpec; readonly podSets: Rendered['podSets']; readonly main: string } {
  const { spec, labels } = context;
  const { processesPerWorker, mpi = {} } = options;
  const facts = frameworkOf(options);
  const { gang, policy, metadata } = trainerGang(context, options);
  const pod = context.pod({ ...started, container: node, gang });
  const prepared = initializersOf(options).map(({ step, options: own }) =>
    initializerJob(step, own, context.helperPod),
  );
  const others = facts.launcherPod && spec.workers > 1 ? nodesBehind(context, mpi) : undefined;
  const main = others === undefined ? node : 'launcher';
  const workers = others === undefined ? spec.workers : 1;
  // Trainer ends them with the TrainJob; here it is what bounds their cost.
  const deadline = { activeDeadlineSeconds: seconds(spec.deadline) };
  const jobs: readonly ReplicatedJob[] = [
    ...prepared,
    ...(others === undefined ? [] : [after(others.job, prepared, 'Complete')]),
    after(
      {
        name: main,
        replicas: 1,
        groupName: 'default',
        template: {
          metadata: trainerStep,
          spec: { ...deadline, ...jobSpec({ ...spec, workers }, pod, { container: node, indexed: true }) },
        },
      },
      others === undefined ? prepared : [others.job],
      others === undefined ? 'Complete' : 'Ready',
    ),
  ];
  const template: JobSetSpec = {
    network: { enableDNSHostnames: true, publishNotReadyAddresses: true },
    ...(others !== undefined && { successPolicy: { operator: 'All' as const, targetReplicatedJobs: [main] } }),
    replicatedJobs: jobs,
  };
  return {
    main,
    spec: {
      mlPolicy: { numNodes: spec.workers, ...facts.policy(processesPerWorker, mpi) },
      ...policy,
      template: { ...(metadata !== undefined && { metadata }), spec: template },
    },
    podSets: [
      { labels, count: workers, pod },
      ...(others === undefined ? [] : [{ labels, count: spec.workers - 1, pod: others.pod }]),
      ...prepared.map(({ template: { spec: job } }) => ({ labels, count: 1, pod: job.template })),
    ],
  };
}

function after(job: ReplicatedJob, before: readonly ReplicatedJob[], status: 'Ready' | 'Complete'): ReplicatedJob {
  return before.length === 0 ? job : { ...job, dependsOn: before.map(({ name }) => ({ name, status })) };
}

/** The nodes that an MPI launcher reaches over SSH; it is the first node itself. */
function nodesBehind(
  { spec, pod }: TrainingContext,
  { sshd = ['/usr/sbin/sshd', '-De', '-f', '/home/mpiuser/.sshd_config'], port = 2222 }: MpiOptions,
): { readonly job: ReplicatedJob; readonly pod: PodTemplate } {
  const template = pod({
    container: node,
    program: { command: sshd },
    readiness: { tcpSocket: { port }, periodSeconds: 5, timeoutSeconds: 1, failureThreshold: 3 },
  });
  const behind = jobSpec({ ...spec, workers: spec.workers - 1 }, template, { container: node, indexed: true });
  return { pod: template, job: { name: node, replicas: 1, groupName: 'default', template: { spec: behind } } };
}

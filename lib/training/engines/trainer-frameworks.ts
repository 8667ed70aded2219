import type { TrainingRuntimeSpec } from '../../../imports/trainer';
import type { TrainingFeature } from '../training-engine';

type Policy = TrainingRuntimeSpec['mlPolicy'];

export type TrainerFramework = 'torch' | 'deepspeed' | 'mpi' | 'jax' | 'xgboost';

/** How MPI reaches its nodes: over SSH, whose server and key folder are the image's. */
export interface MpiOptions {
  /** Starts the SSH server of a node, as a user without rights. @default OpenSSH as in Kubeflow's images */
  readonly sshd?: readonly string[];
  /** Port on which it listens. @default 2222 */
  readonly port?: number;
  /** Folder in which SSH looks for its keys. @default '/home/mpiuser/.ssh' */
  readonly keys?: string;
}

export interface FrameworkFacts {
  readonly policy: (processes: number | undefined, mpi: MpiOptions) => Partial<Policy>;
  /** Variables that Trainer writes over. */
  readonly reserved: RegExp;
  /** Launchers of ours that start it. */
  readonly launchers: readonly TrainingFeature[];
  /** Whether one pod starts the program on all the others. */
  readonly launcherPod: boolean;
}

const overSsh: FrameworkFacts = {
  policy: (processes = 1, { keys = '/home/mpiuser/.ssh' }) => ({
    mpi: {
      numProcPerNode: processes,
      mpiImplementation: 'OpenMPI',
      sshAuthMountPath: keys,
      runLauncherAsNode: true,
    },
  }),
  reserved: /^OMPI_MCA_(orte_default_hostfile|plm_rsh_args|orte_keep_fqdn_hostnames|orte_set_default_slots)$/,
  launchers: [],
  launcherPod: true,
};

/** What Trainer does for each framework. @see https://trainer.kubeflow.org/en/latest/operator-guides/ml-policy.html */
export const frameworks: Readonly<Record<TrainerFramework | 'plain', FrameworkFacts>> = {
  plain: { policy: () => ({}), reserved: /^$/, launchers: ['torchrun', 'tfConfig'], launcherPod: false },
  torch: {
    policy: () => ({ torch: {} }),
    reserved: /^PET_(NNODES|NPROC_PER_NODE|NODE_RANK|MASTER_ADDR|MASTER_PORT)$/,
    launchers: ['torchrun'],
    launcherPod: false,
  },
  jax: {
    policy: () => ({ jax: {} }),
    reserved: /^JAX_(NUM_PROCESSES|PROCESS_ID|COORDINATOR_ADDRESS)$/,
    launchers: [],
    launcherPod: false,
  },
  xgboost: {
    policy: () => ({ xgboost: {} }),
    reserved: /^DMLC_(TRACKER_URI|TRACKER_PORT|TASK_ID|NUM_WORKER)$/,
    launchers: [],
    launcherPod: false,
  },
  mpi: overSsh,
  deepspeed: overSsh,
};

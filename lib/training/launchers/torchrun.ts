import type { EnvVar } from '../../../imports/kubernetes';
import { type Check, integer, record } from '../../shape';
import { value } from '../../value';
import { type Launcher, type Meeting, type Program, rendezvousPort } from '../launcher';

export interface TorchrunOptions {
  /** Fewest workers with which training goes on after some are lost; `workers` are the most. @default all of them */
  readonly minWorkers?: number;
  /** Processes of each worker. @default one a GPU, one without */
  readonly processesPerWorker?: number;
  /** How often its processes are started again on a worker that lives. @default 3 when elastic, else 0 */
  readonly restarts?: number;
}

const shape: Check<TorchrunOptions> = record<TorchrunOptions>({
  minWorkers: integer(1, 4096),
  processesPerWorker: integer(1, 1024),
  restarts: integer(0, 1000),
});

/**
 * PyTorch's launcher: `command` runs once for each process of a worker, with RANK, LOCAL_RANK and WORLD_SIZE. The first
 * worker holds the meeting (c10d): while it is gone nobody joins.
 * @see https://docs.pytorch.org/docs/stable/elastic/run.html
 */
export function torchrun(options: TorchrunOptions = {}): Launcher {
  const { minWorkers, processesPerWorker, restarts } = options;
  return value('launcher', {
    feature: 'torchrun',
    settings: { minWorkers, processesPerWorker, restarts },
    fewest: minWorkers,
    check: (program, workers, field) => {
      shape(options, field);
      if (program.command === undefined) {
        field.problem('missing-prop', {
          got: 'torchrun() without command',
          allowed: 'a command',
          remedy: "give 'command': what the image starts by itself cannot be launched",
        });
      }
      if ((minWorkers ?? workers) > workers) {
        field.at('minWorkers').problem('out-of-range', {
          got: minWorkers,
          allowed: `at most workers, ${workers}`,
          remedy: "lower it, or raise 'workers'",
        });
      }
    },
    start: (program, meeting) => ({ program: launched(program, meeting, options), env: variables(meeting, options) }),
  } as const satisfies Launcher);
}

/** Whether it goes on with fewer workers, and how often it starts its processes again. */
function elasticity({ workers }: Meeting, { minWorkers = workers, restarts }: TorchrunOptions) {
  const elastic = minWorkers < workers;
  return { minWorkers, elastic, restarts: restarts ?? (elastic ? 3 : 0) };
}

/** Seconds after which it kills a process that it told to end. */
const patience = 30;

/** What it reads beside its options; versions that do not know a variable leave it alone. */
function variables(meeting: Meeting, options: TorchrunOptions): readonly EnvVar[] {
  const { workers, saveSeconds = 0 } = meeting;
  const again = workers > 1 && elasticity(meeting, options).restarts > 0;
  return [
    // https://github.com/pytorch/pytorch/pull/172596
    ...(saveSeconds > patience ? [{ name: 'TORCH_ELASTIC_SHUTDOWN_TIMEOUT', value: String(saveSeconds) }] : []),
    // The store of the first meeting is not announced at the next one, and a new worker waits for it in vain.
    // https://github.com/pytorch/pytorch/issues/135712
    ...(again ? [{ name: 'TORCH_DISABLE_SHARE_RDZV_TCP_STORE', value: '1' }] : []),
  ];
}

function launched({ command = [], args }: Program, meeting: Meeting, options: TorchrunOptions): Program {
  const { workers, gpus } = meeting;
  const { processesPerWorker = Math.max(1, gpus) } = options;
  const { minWorkers, elastic, restarts } = elasticity(meeting, options);
  const together =
    workers === 1
      ? ['--standalone']
      : [
          `--nnodes=${elastic ? `${minWorkers}:${workers}` : workers}`,
          '--rdzv-backend=c10d',
          `--rdzv-endpoint=${meeting.host(0)}:${rendezvousPort}`,
          `--rdzv-id=${meeting.id}`,
        ];
  return {
    command: [
      'torchrun',
      ...together,
      `--nproc-per-node=${processesPerWorker}`,
      `--max-restarts=${restarts}`,
      '--no-python',
      ...command,
    ],
    args,
  };
}

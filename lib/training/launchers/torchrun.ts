import { type Check, integer, record } from '../../shape';
import { value } from '../../value';
import type { Launcher, Meeting, Program } from '../launcher';

/** Port at which the first worker waits for the others; PyTorch's usual one. */
export const rendezvousPort = 29500;

export interface TorchrunOptions {
  /** Fewest workers with which training goes on after some are lost. @default all of them */
  readonly minWorkers?: number;
  /** Most workers that may join. @default `workers` */
  readonly maxWorkers?: number;
  /** Processes of each worker. @default one a GPU, one without */
  readonly processesPerWorker?: number;
  /** How often its processes are started again on a worker that lives. @default 3 when elastic, else 0 */
  readonly restarts?: number;
}

const shape: Check<TorchrunOptions> = record<TorchrunOptions>({
  minWorkers: integer(1, 4096),
  maxWorkers: integer(1, 4096),
  processesPerWorker: integer(1, 1024),
  restarts: integer(0, 1000),
});

/**
 * PyTorch's launcher: `command` runs once for each process of a worker, with RANK, LOCAL_RANK and WORLD_SIZE. The first
 * worker holds the meeting (c10d): while it is gone nobody joins.
 * @see https://docs.pytorch.org/docs/stable/elastic/run.html
 */
export function torchrun(options: TorchrunOptions = {}): Launcher {
  const { minWorkers, maxWorkers, processesPerWorker, restarts } = options;
  return value('launcher', {
    feature: 'torchrun',
    settings: { minWorkers, maxWorkers, processesPerWorker, restarts },
    check: (program, workers, field) => {
      shape(options, field);
      if (program.command === undefined) {
        field.problem('missing-prop', {
          got: 'torchrun() without command',
          allowed: 'a command',
          remedy: "give 'command': what the image starts by itself cannot be launched",
        });
      }
      if ((minWorkers ?? workers) > workers || (maxWorkers ?? workers) < workers) {
        field.problem('out-of-range', {
          got: `${minWorkers ?? workers} to ${maxWorkers ?? workers} workers`,
          allowed: `a range that holds workers, ${workers}`,
          remedy: "correct 'minWorkers' and 'maxWorkers', or 'workers'",
        });
      }
    },
    start: (program, meeting) => ({ program: launched(program, meeting, options), env: [] }),
  } as const satisfies Launcher);
}

function launched({ command = [], args }: Program, meeting: Meeting, options: TorchrunOptions): Program {
  const { workers, gpus } = meeting;
  const { minWorkers = workers, maxWorkers = workers, processesPerWorker = Math.max(1, gpus) } = options;
  const elastic = minWorkers < maxWorkers;
  const { restarts = elastic ? 3 : 0 } = options;
  const together =
    maxWorkers === 1
      ? ['--standalone']
      : [
          `--nnodes=${elastic ? `${minWorkers}:${maxWorkers}` : workers}`,
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

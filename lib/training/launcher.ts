import type { EnvVar } from '../../imports/kubernetes';
import type { Field } from '../problems';
import type { Value } from '../value';

/** Port at which the first worker waits for the others; PyTorch's usual one. */
export const rendezvousPort = 29500;

/** What a container runs. */
export interface Program {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

/** How the workers of one run find each other. */
export interface Meeting {
  /** A name that the workers of this run share, and no others. */
  readonly id: string;
  readonly workers: number;
  /** GPUs of each worker. */
  readonly gpus: number;
  /** Seconds that one save takes at the longest; undefined where nothing is saved. */
  readonly saveSeconds?: number;
  /** Name of a worker in DNS. */
  readonly host: (index: number) => string;
  /** Where a worker reads its own index. */
  readonly index: NonNullable<EnvVar['valueFrom']>;
}

/** How the program is started on each worker; made by `torchrun()` or `tensorflow()`. */
export type Launcher = Value<{
  /** What an engine must be able to do for it. */
  readonly feature: 'torchrun' | 'tfConfig';
  /** Decide a run, as the command does. */
  readonly settings: Readonly<Record<string, number | undefined>>;
  /** Fewest workers with which training starts. @default all of them */
  readonly fewest?: number;
  readonly check: (program: Program, workers: number, field: Field) => void;
  readonly start: (
    program: Program,
    meeting: Meeting,
  ) => { readonly program: Program; readonly env: readonly EnvVar[] };
}>;

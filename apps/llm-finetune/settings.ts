import type { Checkpoint, Compute, Duration, HasPeer, Placement, TrainingEngine } from '../../lib';

/** Options of the program that decide the model; each is an argument of its name. */
export interface ModelSettings {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Longest prompt with its completion, in bytes. */
  readonly context: number;
  /** Of the adapter. */
  readonly rank: number;
  /** Examples of one step, over all processes. */
  readonly batch: number;
  readonly steps: number;
}

/** What differs between the environments of llm-finetune, and nothing else. */
export interface LlmFinetuneSettings {
  readonly image: string;
  readonly storage: { readonly class: string; readonly data: string; readonly adapters: string };
  readonly model: ModelSettings;
  /** Date of the examples; another one is another run. */
  readonly dataVersion: string;
  /** MLflow server, where there is one. */
  readonly tracking?: { readonly uri: string; readonly at: HasPeer };
  readonly training: {
    readonly engine: TrainingEngine;
    readonly workers: number;
    readonly compute: Compute;
    readonly placement: Placement;
    readonly checkpoint: Omit<Checkpoint, 'at'>;
    /** How often the processes of a worker start again when another worker is gone. */
    readonly restarts: number;
    readonly retries: number;
    readonly deadline: Duration;
  };
}

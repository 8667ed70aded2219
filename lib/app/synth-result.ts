/** What one synth writes. */
export interface SynthOptions {
  /** Names of environments: every check sees the whole app, only their files are written or removed. @default all files */
  readonly only?: readonly string[];
  /** Called as files are made ready: how many of how many. @default nobody is told */
  readonly progress?: (done: number, total: number) => void;
}

/** What one synth did; files as paths under the output folder, each list in order. */
export interface SynthResult {
  readonly written: readonly string[];
  /** Files that had these bytes already. */
  readonly unchanged: readonly string[];
  /** Files of an earlier synth that are no more. */
  readonly removed: readonly string[];
  /** Objects in the written and the unchanged files. */
  readonly objects: number;
}

import { describe, type Problem } from '../problems';
import { Exit, type ExitCode, Refusal } from './exit';

/** What happened to the files and objects of all apps. */
export interface Work {
  /** Files, from the working directory. */
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
  readonly objects: number;
  readonly warnings: readonly Problem[];
}

/** What a command did, as `--json` prints it. */
export interface Report extends Work {
  readonly command: string;
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];
  /** What validations of the app's own constructs say. */
  readonly validations: readonly string[];
  /** Wrong use, what the app threw, or the file that could not be written. */
  readonly error?: string;
  /** Milliseconds since the start of the process. */
  readonly duration: number;
}

const nothing: Work = { written: [], unchanged: [], removed: [], objects: 0, warnings: [] };

export function reportOf(command: string, failure: unknown, work: Work = nothing): Report {
  return {
    command,
    exitCode: Exit.done,
    ...work,
    problems: [],
    validations: [],
    ...(failure !== undefined && wentWrong(failure)),
    duration: Math.round(performance.now()),
  };
}

/** What a person is told of a failure: problems as the library prints them. */
export function complaint({ validations, problems, error }: Report): string {
  return [...validations, ...problems.map(describe), ...(error === undefined ? [] : [error])].join('\n');
}

/** The error may come from another copy of the library, so its class says nothing. */
function wentWrong(error: unknown): Partial<Report> {
  if (error instanceof Refusal) return { exitCode: error.exitCode, error: error.message };
  if (error instanceof Error && error.name === 'MlopsError') {
    const { problems, validations } = error as Partial<Report> & Error;
    return { exitCode: Exit.problems, problems, validations: validations ?? [] };
  }
  return { exitCode: Exit.appThrew, error: stackOf(error) };
}

/** The stack without the frames that every app has: Node's own and this command's. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `the app threw ${String(error)}`;
  const lines = (error.stack ?? error.message).split('\n');
  return lines.filter((line) => !/^ +at .*(node:internal|[\\/]cli[\\/]run-app\.)/.test(line)).join('\n');
}

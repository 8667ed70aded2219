/** How a command ends. A code never changes its meaning. */
export const Exit = { done: 0, problems: 1, wrongUse: 2, appThrew: 3, notWritten: 4 } as const;

export type ExitCode = (typeof Exit)[keyof typeof Exit];

export const exitMeanings: Readonly<Record<ExitCode, string>> = {
  [Exit.done]: 'every check passed; `synth` wrote what changed',
  [Exit.problems]: 'problems in the app, printed as the library prints them; no YAML was written',
  [Exit.wrongUse]: 'wrong use: an unknown command, option or environment, or an app that cannot be found or run',
  [Exit.appThrew]: "the app's own code threw, or ended the process; its stack is printed",
  [Exit.notWritten]: 'a file or folder could not be read or written while the files were written',
};

/** Ends a command with a sentence instead of a stack. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode,
  ) {
    super(message);
  }
}

export function wrongUse(message: string): Refusal {
  return new Refusal(message, Exit.wrongUse);
}

/** What writes files: an error of the file system in it is no fault of the app. */
export function writing<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new Refusal(error.message, Exit.notWritten);
    throw error;
  }
}

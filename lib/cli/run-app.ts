import { runMain } from 'node:module';
import { type Takeover, takeOver } from '../app/takeover';
import { Exit, type ExitCode, Refusal, writing } from './exit';

/**
 * Runs the file as the main program of this process. `ended` is called once, when the program has nothing more to do,
 * threw or ended the process; what went wrong is passed, even if the program caught it.
 */
export function runApp(file: string, visit: Takeover, ended: (failure?: unknown) => ExitCode): void {
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    process.exit();
  };
  takeOver((app, write) => {
    try {
      return visit(app, (changes) => writing(() => write(changes)));
    } catch (error) {
      failure ??= error;
      throw error;
    }
  });
  process.once('uncaughtException', fail);
  process.once('exit', (code) => {
    if (failure === undefined && code !== 0) {
      failure = new Refusal(`the app ended the process with exit code ${code}`, Exit.appThrew);
    }
    process.exitCode = ended(failure);
  });
  process.argv.splice(1, Number.POSITIVE_INFINITY, file);
  try {
    runMain(file);
  } catch (error) {
    fail(error);
  }
}

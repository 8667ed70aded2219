/**
 * Runs `flower-supernode`, and ends where it has ended. Flower's own program goes on after an error of the coordinator
 * that it does not try again: the thread of its Runtime API keeps the process, and its health service answers, while no
 * task comes ever again. Ended, it is started again and asks to be let in.
 */
export const superNodeProgram = `import os, runpy, shutil, sys, traceback
program = sys.argv[0] = shutil.which("flower-supernode")
status = 1
try:
    runpy.run_path(program, run_name="__main__")
except SystemExit as end:
    status = end.code if isinstance(end.code, int) else 1
except BaseException:
    traceback.print_exc()
sys.stdout.flush()
sys.stderr.flush()
os._exit(status)
`;

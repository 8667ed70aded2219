import type { Field } from '../problems';
import type { ModelLocation } from '../vocabulary/model';
import { modelRoot } from '../vocabulary/model';
import type { Program } from './launcher';

/** Runs a Python program under Python's own profiler, and leaves what it saw in PROFILE_PATH, a file a process. */
const underProfiler = `import atexit, cProfile, os, runpy, sys
folder, rank = os.environ["PROFILE_PATH"], os.environ.get("RANK", "0")
os.makedirs(folder, exist_ok=True)
profiler = cProfile.Profile()

def save():
    profiler.disable()
    profiler.dump_stats(os.path.join(folder, "rank-" + rank + ".pstats"))

atexit.register(save)
del sys.argv[0]
module = sys.argv[0] == "-m"
if module:
    del sys.argv[0]
else:
    sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
profiler.enable()
if module:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
else:
    runpy.run_path(sys.argv[0], run_name="__main__")
`;

const interpreter = /(^|\/)python[0-9.]*$/;

/** The program with its profiler. @see https://docs.python.org/3/library/profile.html */
export function profiled({ command = [], args }: Program): Program {
  const [python = '', ...words] = command;
  return { command: [python, '-c', underProfiler, ...words], args };
}

/** Where a run's profile lies: beside its model, hidden, so that nobody takes it for a version. */
export function profilePath({ name }: ModelLocation, run: string): string {
  return `${modelRoot}/${name}/.profile-${run}`;
}

/** Whether the profiler can run the program, and has a place for what it saw. */
export function checkProfiled({ command = [] }: Program, produces: ModelLocation | undefined, field: Field): void {
  const [python = '', first = ''] = command;
  if (!interpreter.test(python) || first === '' || (first.startsWith('-') && first !== '-m')) {
    field.at('profile').problem('not-allowed', {
      got: `profile with command ${JSON.stringify(command)}`,
      allowed: "a command such as ['python', 'train.py'] or ['python', '-m', 'train']",
      remedy: 'leave profile out: the profiler is that of Python',
    });
  }
  if (produces === undefined) {
    field.at('profile').problem('missing-prop', {
      got: 'profile without produces',
      allowed: 'a model beside which it is kept',
      remedy: "give produces: claim.model('name')",
    });
  }
}

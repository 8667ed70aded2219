import { spawnSync } from 'node:child_process';
import { noteMade } from './made';

/** Two admissions at once count one quota: the API server gives up after a few tries, and says to try again. */
const busyQuota = /on resourcequotas .*the object has been modified/;

/** What kubectl refused to do, with all its words. */
export class Refused extends Error {
  public constructor(
    args: readonly string[],
    /** What it printed as its answer: `no` of `auth can-i`. */
    public readonly answer: string,
    errors: string,
  ) {
    super(`kubectl ${args.join(' ')}: ${errors}${answer}`);
  }
}

/** Runs kubectl against KUBECONFIG; throws `Refused` when it fails. */
export function kubectl(...args: readonly string[]): string {
  for (let left = 5; ; left--) {
    const { status, stdout, stderr } = spawnSync('kubectl', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status === 0) {
      noteMade(stdout);
      return stdout;
    }
    if (left === 0 || !busyQuota.test(stderr)) throw new Refused(args, stdout, stderr);
  }
}

/** Objects of one kind in a namespace, parsed. */
export function objects<T>(kind: string, namespace: string, selector = ''): readonly T[] {
  const chosen = selector === '' ? [] : ['-l', selector];
  return (JSON.parse(kubectl('get', kind, '-n', namespace, '-o', 'json', ...chosen)) as { items: T[] }).items;
}

/** Asks again every half second until the answer is yes. */
export async function eventually(what: string, answer: () => boolean | Promise<boolean>, seconds = 90): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await answer())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

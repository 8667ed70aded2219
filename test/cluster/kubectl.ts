import { spawnSync } from 'node:child_process';
import { noteMade } from './made';

/** Two admissions at once count one quota: the API server gives up after a few tries, and says to try again. */
const busyQuota = /on resourcequotas .*the object has been modified/;
/** A namespace of the same name that an earlier suite deleted takes its time to end. */
const endingNamespace = /because it is being terminated|object is being deleted: namespaces/;

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
  const left = new Map([
    [busyQuota, { tries: 5, pause: 0 }],
    [endingNamespace, { tries: 60, pause: 1000 }],
  ]);
  for (;;) {
    const { status, stdout, stderr } = spawnSync('kubectl', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status === 0) {
      noteMade(stdout);
      return stdout;
    }
    const [, passing] = [...left].find(([reason]) => reason.test(stderr)) ?? [];
    if (passing === undefined || passing.tries-- === 0) throw new Refused(args, stdout, stderr);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, passing.pause);
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

/** Waits until the API server serves these definitions; `kubectl wait` fails on one that has no conditions yet. */
export function established(...names: readonly string[]): Promise<void> {
  return eventually(`${names.join(', ')} are established`, () =>
    names.every((name) =>
      /"status":"True","type":"Established"/.test(kubectl('get', 'crd', name, '-o', 'jsonpath={.status.conditions}')),
    ),
  );
}

/** The first answer about all schemas takes an API server longer than kubectl and Argo CD wait. */
export function schemasTogether(): Promise<void> {
  const answered = () => {
    try {
      return kubectl('get', '--raw', '/openapi/v2') !== '';
    } catch {
      return false;
    }
  };
  return eventually('the API server has all definitions together', answered, 280);
}

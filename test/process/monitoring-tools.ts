import { execFileSync } from 'node:child_process';

export function onPath(name: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const lacking = ['prometheus', 'promtool', 'alertmanager'].filter((name) => onPath(name) === undefined);
if (lacking.length > 0) process.stderr.write(`skipped: the suites of monitoring, for want of ${lacking.join(', ')}\n`);

/** A suite that needs Prometheus; skipped, with a word on why, where it is not. */
export const withPrometheus = lacking.length === 0 ? describe : describe.skip;

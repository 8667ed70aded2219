import { rmSync } from 'node:fs';
import type { Growth } from './subjects/growth';
import type { Size, Subject } from './subjects/subject';

/** What a child is to do. */
export type Task =
  | { readonly subject: 'cdk8s' | 'mlopsObjects' | 'modelServices' | 'plus27'; readonly size: Size }
  | { readonly growth: Growth; readonly ours: boolean; readonly counts: readonly number[] };

/** What a child says of its work; times in seconds. */
export interface Report {
  readonly objects: number;
  readonly build: number;
  readonly synth: number;
  /** Of each count of a growth. */
  readonly synths: readonly number[];
  /** CPU time of the process, all its threads. */
  readonly cpu: number;
  /** Of the process, in MB. */
  readonly peak: number;
}

/** Only the program that is measured is loaded. */
const subjects: Readonly<Record<string, () => Subject>> = {
  cdk8s: () => require('./subjects/plain-objects').cdk8s,
  mlopsObjects: () => require('./subjects/mlops-objects').mlopsObjects,
  modelServices: () => require('./subjects/model-services').modelServices,
  plus27: () => require('./subjects/plus-27').plus27,
};

function seconds(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** What a busy machine changes least. */
function cpuSeconds(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function measure(task: Task, outdir: string): Omit<Report, 'cpu' | 'peak'> {
  if ('subject' in task) {
    const work = (subjects[task.subject] as () => Subject)()(task.size, outdir);
    return {
      objects: work.objects,
      build: seconds(() => work.build()),
      synth: seconds(() => work.synth()),
      synths: [],
    };
  }
  const { grown } = require('./subjects/growth') as typeof import('./subjects/growth');
  const { growth, ours, counts } = task;
  const fastest = (count: number) =>
    Math.min(
      ...[1, 2, 3].map(() => {
        rmSync(outdir, { recursive: true, force: true });
        const app = grown(growth, count, ours, outdir);
        return cpuSeconds(() => app.synth());
      }),
    );
  fastest(counts[0] ?? 1);
  return { objects: 0, build: 0, synth: 0, synths: counts.map(fastest) };
}

const [task = '{}', outdir = ''] = process.argv.slice(2);
const report = measure(JSON.parse(task) as Task, outdir);
const { user, system } = process.cpuUsage();
const peak = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ ...report, cpu: (user + system) / 1e6, peak } satisfies Report));

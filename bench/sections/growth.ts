import { exponent } from '../exponent';
import { child } from '../processes';
import type { Growth } from '../subjects/growth';
import { table, time } from '../table';

const counts: Readonly<Record<Growth, { readonly ours: readonly number[]; readonly cdk8s: readonly number[] }>> = {
  objects: { ours: [5_000, 10_000, 20_000, 40_000], cdk8s: [500, 1_000, 2_000, 4_000] },
  charts: { ours: [500, 1_000, 2_000, 4_000], cdk8s: [25, 50, 100, 200] },
  dependencies: { ours: [5_000, 10_000, 20_000, 40_000], cdk8s: [12, 15, 18, 21] },
  depth: { ours: [250, 500, 1_000, 2_000], cdk8s: [50, 100, 200, 400] },
};

/** How the CPU time of a synth grows; with dependencies each object waits for three before it. */
export function growth(): string {
  const rows = (Object.keys(counts) as Growth[]).flatMap((what) => [
    row(what, true, counts[what].ours),
    row(what, false, counts[what].cdk8s),
  ]);
  return table(['', 'counts', 'CPU times', 'exponent'], rows);
}

function row(what: Growth, ours: boolean, sizes: readonly number[]): readonly string[] {
  const report = child({ growth: what, ours, counts: sizes });
  const name = `${what}, ${ours ? 'cdk8s-mlops' : 'cdk8s'}`;
  if (report === undefined) return [name, sizes.join(' '), 'failed', ''];
  return [name, sizes.join(' '), report.synths.map(time).join(', '), exponent(sizes, report.synths).toFixed(2)];
}

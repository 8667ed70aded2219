import type { Chart } from 'cdk8s';
import { Field, type Problem } from '../../problems';

/** No two charts write the same file. */
export function fileCollision(charts: readonly Chart[]): readonly Problem[] {
  const first = new Map<string, string>();
  return charts.flatMap((chart) => {
    const path = (chart as { outputPath?: unknown }).outputPath;
    if (typeof path !== 'string') return [];
    const other = first.get(path);
    first.set(path, other ?? chart.node.path);
    if (other === undefined) return [];
    const field = Field.of(chart);
    field.problem('file-collision', {
      got: `${path}.k8s.yaml, also written by ${other}`,
      allowed: 'a file of its own for each chart',
      remedy: 'give the chart another id',
    });
    return field.problems;
  });
}

import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Field, type Problem } from '../../problems';

/** No two charts write the same file. */
export function fileCollision(root: Construct): readonly Problem[] {
  const first = new Map<string, string>();
  return root.node.findAll().flatMap((chart) => {
    const path = Chart.isChart(chart) ? (chart as { outputPath?: unknown }).outputPath : undefined;
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

import { ApiObject, type Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../imports/kubernetes';
import { Kinds } from '../kinds/kinds';
import { Environment } from './environment';
import type { FinishedObject } from './finished';
import { inOrder } from './order';

/** Every object of the tree as it will be written, by file and in the order of a file. */
export function finishedObjects(root: Construct): readonly FinishedObject[] {
  const charts = new Map<Chart, Pick<FinishedObject, 'file' | 'environment' | 'cluster'>>();
  const finished: FinishedObject[] = [];
  for (const construct of root.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const place = charts.get(construct.chart) ?? placeOf(construct.chart);
    charts.set(construct.chart, place);
    const json = construct.toJson() as KubernetesObject;
    finished.push({ ...place, json, path: construct.node.path, file: fileOf(place.file, json) });
  }
  return inOrder(finished, ({ json }) => json);
}

/** The objects of each file; files in the order of their names. */
export function byFile(finished: readonly FinishedObject[]): ReadonlyMap<string, readonly FinishedObject[]> {
  const files = new Map<string, FinishedObject[]>();
  for (const object of finished) {
    const objects = files.get(object.file) ?? [];
    objects.push(object);
    files.set(object.file, objects);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function placeOf(chart: Chart): Pick<FinishedObject, 'file' | 'environment' | 'cluster'> {
  const environment = Environment.find(chart);
  const { outputPath, cluster } = chart as { outputPath?: unknown; cluster?: unknown };
  return {
    file: typeof outputPath === 'string' ? outputPath : chart.node.path.replaceAll('/', '-'),
    environment,
    cluster: typeof cluster === 'string' ? cluster : environment?.platform.cluster,
  };
}

/** Objects that run to their end stand in a folder of their own, which an Application of its own syncs. */
function fileOf(file: string, json: KubernetesObject): string {
  if (Kinds.of(json).lifecycle === 'service') return file;
  const slash = file.lastIndexOf('/');
  return `${file.slice(0, slash + 1)}runs/${file.slice(slash + 1)}`;
}

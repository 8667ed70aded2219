import { App, type Chart, ImplicitTokenResolver, LazyResolver, NumberStringUnionResolver } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Problem } from '../problems';
import { inDependencyOrder } from './dependency-order';
import { Environment } from './environment';
import { byRank } from './order';
import { type Place, PlacedObject } from './placed-object';
import type { Tree } from './tree';

/** Every object with its place, in the order of their files: by rank, and after what it depends on. */
export function placed(
  root: Construct,
  { objects, dependents }: Tree,
): { readonly ordered: readonly PlacedObject[]; readonly problems: readonly Problem[] } {
  const places = new Map<Chart, Place>();
  const direct = isReadDirectly(root);
  const ranked = objects
    .map((object) => {
      const place = places.get(object.chart) ?? placeOf(object.chart);
      places.set(object.chart, place);
      return new PlacedObject(object, place, direct);
    })
    .sort(byRank);
  return inDependencyOrder(root, ranked, dependents);
}

/** The objects of each file; files in the order of their names. */
export function byFile<T extends { readonly file: string }>(objects: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const files = new Map<string, T[]>();
  for (const object of objects) {
    const others = files.get(object.file);
    if (others === undefined) files.set(object.file, [object]);
    else others.push(object);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const resolvers = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/** Whether cdk8s makes content as it does by default: keys sorted, by its own resolvers only. */
function isReadDirectly(root: Construct): boolean {
  const own = App.of(root).resolvers.every((resolver) => resolvers.some((known) => resolver instanceof known));
  return own && !process.env.CDK8S_DISABLE_SORT;
}

function placeOf(chart: Chart): Place {
  const environment = Environment.find(chart);
  const { outputPath, cluster } = chart as { outputPath?: unknown; cluster?: unknown };
  const file = typeof outputPath === 'string' ? outputPath : chart.node.path.replaceAll('/', '-');
  const slash = file.lastIndexOf('/') + 1;
  return {
    file,
    runs: `${file.slice(0, slash)}runs/${file.slice(slash)}`,
    environment,
    cluster: typeof cluster === 'string' ? cluster : environment?.platform.cluster,
  };
}

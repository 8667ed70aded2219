import { ApiObject, type Chart } from 'cdk8s';
import { Construct, DependencyGroup } from 'constructs';
import fc from 'fast-check';
import { MlopsApp, MlopsChart } from '../../lib';
import { environment } from '../fixtures/environment';

const orders = { ConfigMap: 80, Service: 200, Deployment: 210 } as const;
type Kind = keyof typeof orders;

function object(scope: Construct, kind: Kind, name: string): ApiObject {
  return new ApiObject(scope, `${kind}-${name}`, {
    apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
    kind,
    metadata: { name },
  });
}

function names(fill: (chart: MlopsChart) => void): readonly string[] {
  const app = new MlopsApp({ policies: [] });
  fill(new MlopsChart(app.in(environment), 'chart', { environment }));
  return app.finish().map(({ json }) => json.metadata.name);
}

test('without dependencies objects stand by kind and name', () => {
  const order = names((chart) => {
    for (const name of ['b', 'a'])
      for (const kind of ['Deployment', 'ConfigMap'] as const) object(chart, kind, `${kind[0]}${name}`);
  });
  expect(order).toEqual(['Ca', 'Cb', 'Da', 'Db']);
});

test('an object stands after what it depends on, and everything else where it was', () => {
  const order = names((chart) => {
    const [config, , service] = [
      object(chart, 'ConfigMap', 'a'),
      object(chart, 'ConfigMap', 'b'),
      object(chart, 'Service', 'c'),
    ];
    object(chart, 'Deployment', 'd');
    config.addDependency(service);
  });
  expect(order).toEqual(['b', 'c', 'a', 'd']);
});

test('a construct stands after everything in the construct that it depends on, through groups too', () => {
  const order = names((chart) => {
    const [first, second] = [new Construct(chart, 'first'), new Construct(chart, 'second')];
    for (const name of ['a', 'b']) object(first, 'ConfigMap', name);
    for (const name of ['c', 'd']) object(new Construct(second, name), 'Deployment', name);
    const group = new DependencyGroup();
    group.add(second);
    first.node.addDependency(group);
  });
  expect(order).toEqual(['c', 'd', 'a', 'b']);
});

test('a chart that depends on one of its objects has that first, an object that depends on its chart stands last', () => {
  const order = names((chart) => {
    object(new Construct(chart, 'inner'), 'ConfigMap', 'a');
    object(chart, 'ConfigMap', 'b').addDependency(chart);
    chart.addDependency(object(chart, 'Deployment', 'c'));
    object(chart, 'Service', 'd');
  });
  expect(order).toEqual(['c', 'a', 'd', 'b']);
});

test('a dependency through another chart holds, and one on a construct outside of the app says nothing', () => {
  const app = new MlopsApp({ policies: [] });
  const [one, two] = ['one', 'two'].map((id) => new MlopsChart(app.in(environment), id, { environment }));
  const [first, last] = [object(one as Chart, 'ConfigMap', 'first'), object(one as Chart, 'Service', 'last')];
  const between = object(two as Chart, 'ConfigMap', 'between');
  first.addDependency(between);
  between.addDependency(last);
  last.addDependency(new Construct(undefined as unknown as Construct, ''));
  const inFileOne = app.finish().filter(({ file }) => file === 'dev/one');
  expect(inFileOne.map(({ json }) => json.metadata.name)).toEqual(['last', 'first']);
});

test('a circle is one problem that names it, however long it is', () => {
  const circle = () =>
    names((chart) => {
      const objects = ['a', 'b', 'c', 'd'].map((name) => object(chart, 'ConfigMap', name));
      for (const [from, to] of [
        [0, 1],
        [1, 2],
        [2, 0],
        [3, 0],
      ] as const)
        objects[from]?.addDependency(objects[to] as ApiObject);
    });
  expect(circle).toThrow(
    /^[^\n]*ConfigMap-a waits for [^\n]*ConfigMap-b waits for [^\n]*ConfigMap-c[^\n]*\[dependency-cycle\]$/,
  );
  expect(circle).not.toThrow(/ConfigMap-d/);
});

test('any dependencies without a circle hold, and among free objects the one of lowest rank comes first', () => {
  const edges = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 25 });
  fc.assert(
    fc.property(edges, fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }), (pairs, place) => {
      const dependencies = pairs
        .map(([a, b]) => (Number(place[a]) > Number(place[b]) ? ([a, b] as const) : ([b, a] as const)))
        .filter(([a, b]) => a !== b);
      const order = names((chart) => {
        const objects = [...place.keys()].map((index) => object(chart, 'ConfigMap', String.fromCharCode(97 + index)));
        for (const [from, to] of dependencies) objects[from]?.addDependency(objects[to] as ApiObject);
      }).map((name) => name.charCodeAt(0) - 97);
      expect(order).toEqual(lowestFirst(12, dependencies));
    }),
    { numRuns: 200 },
  );
});

/** The plainest way to say it: again and again the lowest number that waits for nothing. */
function lowestFirst(count: number, dependencies: readonly (readonly [number, number])[]): readonly number[] {
  const order: number[] = [];
  while (order.length < count) {
    const next = [...Array(count).keys()].find(
      (number) => !order.includes(number) && dependencies.every(([from, to]) => from !== number || order.includes(to)),
    );
    order.push(next as number);
  }
  return order;
}

test('layers of dependencies and a chain of 20,000, on which cdk8s does not end, end', () => {
  const order = names((chart) => {
    let before: readonly ApiObject[] = [];
    for (let layer = 0; layer < 30; layer++) {
      const objects = ['a', 'b', 'c'].map((name) => object(chart, 'ConfigMap', `${name}${99 - layer}`));
      for (const one of objects) for (const other of before) one.addDependency(other);
      before = objects;
    }
    let last = before[0] as ApiObject;
    for (let link = 0; link < 20_000; link++) {
      const next = object(chart, 'Service', `link-${20_000 - link}`);
      next.addDependency(last);
      last = next;
    }
  });
  expect(order.slice(0, 3)).toEqual(['a99', 'b99', 'c99']);
  expect(order.at(-1)).toBe('link-1');
});

import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { MlopsApp, MlopsChart } from '../../lib';
import { platform } from './mlops-objects';

/** What grows, and how an app of one size of it is filled. */
export const growths = {
  objects: (newChart, count) => {
    const chart = newChart('chart');
    for (let index = 0; index < count; index++) object(chart, `object-${index}`);
  },
  charts: (newChart, count) => {
    for (let index = 0; index < count; index++) {
      const chart = newChart(`chart-${index}`);
      for (let inner = 0; inner < 10; inner++) object(chart, `object-${index}-${inner}`);
    }
  },
  dependencies: (newChart, count) => {
    const chart = newChart('chart');
    const objects: ApiObject[] = [];
    for (let index = 0; index < count; index++) {
      const next = object(chart, `object-${index}`);
      for (const distance of [1, 2, 4]) {
        const before = objects[index - distance];
        if (before !== undefined) next.addDependency(before);
      }
      objects.push(next);
    }
  },
  depth: (newChart, count) => {
    let scope: Construct = newChart('chart');
    for (let index = 0; index < count; index++) {
      object(scope, `object-${index}`);
      scope = new Construct(scope, 'inner');
    }
  },
} satisfies Record<string, (newChart: (id: string) => Construct, count: number) => void>;

export type Growth = keyof typeof growths;

function object(chart: Construct, name: string): ApiObject {
  return new ApiObject(chart, name, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'server' } },
    spec: {
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'server' },
      ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }],
    },
  });
}

/** An app of one size, of cdk8s or of ours. */
export function grown(growth: Growth, count: number, ours: boolean, outdir: string): { synth(): unknown } {
  if (!ours) {
    const app = new App({ outdir });
    growths[growth]((id) => new Chart(app, id), count);
    return app;
  }
  const app = new MlopsApp({ outdir });
  const environment = { name: 'dev', namespace: 'dev', platform };
  growths[growth]((id) => new MlopsChart(app.in(environment), id, { environment }), count);
  return app;
}

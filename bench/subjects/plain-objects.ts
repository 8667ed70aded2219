import { ApiObject, App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { serviceObjects } from './service-objects';
import { charts, type Environment, environments, type Size, type Subject } from './subject';

/** The objects of one service in a chart. */
export function addService(chart: Construct, name: string, environment: Environment): void {
  for (const object of serviceObjects(name, environment, 1 + environments.indexOf(environment))) {
    new ApiObject(chart, `${name}-${object.kind}`, object);
  }
}

/** How many objects a size has. */
export function countOf({ services }: Size): number {
  return services * environments.length * serviceObjects('one', 'dev', 1).length;
}

/** The objects with cdk8s alone. */
export const cdk8s: Subject = (size, outdir) => {
  const app = new App({ outdir });
  return {
    objects: countOf(size),
    build: () => {
      for (const namespace of environments) {
        for (const { id, names } of charts(size)) {
          const chart = new Chart(app, `${namespace}-${id}`, { namespace });
          for (const name of names) addService(chart, name, namespace);
        }
      }
    },
    synth: () => app.synth(),
  };
};

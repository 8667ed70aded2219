import type { Construct } from 'constructs';
import { MlopsApp, MlopsChart } from '../../lib';
import { addService, countOf } from './plain-objects';
import { charts, type Environment, environments, type Subject } from './subject';

/** What all environments of the benchmarks run on. */
export const platform = {
  cluster: 'bench',
  kubernetes: '1.34',
  operators: { 'metrics-server': { version: '0.8' } },
};

/** An app of ours with a chart for each of a size, which `fill` fills. */
export function mlopsApp(
  fill: (chart: Construct, names: readonly string[], environment: Environment) => void,
): Subject {
  return (size, outdir) => {
    const app = new MlopsApp({ outdir });
    const places = environments.map((name) => ({ name, namespace: name, platform }));
    return {
      objects: countOf(size),
      build: () => {
        for (const environment of places) {
          for (const { id, names } of charts(size)) {
            fill(new MlopsChart(app.in(environment), id, { environment }), names, environment.name);
          }
        }
      },
      synth: () => app.synth(),
    };
  };
}

/** The same objects as with cdk8s alone, in an app of ours with all its checks. */
export const mlopsObjects: Subject = mlopsApp((chart, names, environment) => {
  for (const name of names) addService(chart, name, environment);
});

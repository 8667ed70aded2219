import { cpu, ModelService } from '../../lib';
import { mlopsApp } from './mlops-objects';
import { environments, type Subject } from './subject';

const objectsOfOne = 5;

/** A ModelService for each service: account, Deployment, Service, autoscaler, disruption budget, from its props. */
export const modelServices: Subject = (size, outdir) => ({
  ...fill(size, outdir),
  objects: size.services * environments.length * objectsOfOne,
});

const fill = mlopsApp((chart, names, environment) => {
  for (const name of names) {
    new ModelService(chart, name, {
      image: `registry.example.com/services/${name}:1.4.2`,
      args: ['--port=8080', '--metrics=9090'],
      env: { SERVICE: name, ENVIRONMENT: environment },
      compute: { cpu: '500m', memory: '1Gi' },
      scale: { min: 2, max: 8, on: [cpu(70)] },
      metrics: { port: 9090 },
      drain: '30s',
    });
  }
});

import { App, Size as Bytes, Chart } from 'cdk8s';
import * as plus from 'cdk8s-plus-27';
import { countOf } from './plain-objects';
import { charts, environments, type Subject } from './subject';

function addService(chart: Chart, name: string, environment: string): void {
  const serviceAccount = new plus.ServiceAccount(chart, `${name}-account`, { metadata: { name } });
  const configuration = new plus.ConfigMap(chart, `${name}-configuration`, {
    metadata: { name },
    data: {
      ENVIRONMENT: environment,
      LOG_LEVEL: 'debug',
      'application.yaml': `service:\n  name: ${name}\n  port: 8080\n`,
    },
  });
  const deployment = new plus.Deployment(chart, `${name}-deployment`, {
    metadata: { name },
    serviceAccount,
    securityContext: { user: 10001, group: 10001, fsGroup: 10001, ensureNonRoot: true },
    containers: [
      {
        image: `registry.example.com/services/${name}:1.4.2`,
        args: ['--port=8080', '--metrics=9090', '--config=/etc/service/application.yaml'],
        ports: [
          { number: 8080, name: 'http' },
          { number: 9090, name: 'metrics' },
        ],
        envVariables: {
          HOME: plus.EnvValue.fromValue('/tmp'),
          SERVICE: plus.EnvValue.fromValue(name),
          ENVIRONMENT: plus.EnvValue.fromValue(environment),
          POD_IP: plus.EnvValue.fromFieldRef(plus.EnvFieldPaths.POD_IP),
        },
        resources: {
          cpu: { request: plus.Cpu.millis(500), limit: plus.Cpu.units(1) },
          memory: { request: Bytes.gibibytes(1), limit: Bytes.gibibytes(1) },
        },
        securityContext: { user: 10001, group: 10001, readOnlyRootFilesystem: true },
        startup: plus.Probe.fromHttpGet('/health', { port: 8080 }),
        readiness: plus.Probe.fromHttpGet('/ready', { port: 8080 }),
        liveness: plus.Probe.fromHttpGet('/health', { port: 8080 }),
        volumeMounts: [
          { path: '/etc/service', volume: plus.Volume.fromConfigMap(chart, `${name}-volume`, configuration) },
          { path: '/tmp', volume: plus.Volume.fromEmptyDir(chart, `${name}-scratch`, 'scratch') },
        ],
      },
    ],
  });
  new plus.Service(chart, `${name}-service`, {
    metadata: { name },
    selector: deployment,
    ports: [{ port: 80, targetPort: 8080 }],
  });
  new plus.HorizontalPodAutoscaler(chart, `${name}-autoscaler`, {
    metadata: { name },
    target: deployment,
    minReplicas: 2,
    maxReplicas: 8,
    metrics: [plus.Metric.resourceCpu(plus.MetricTarget.averageUtilization(70))],
  });
}

/** The same services with cdk8s-plus-27. */
export const plus27: Subject = (size, outdir) => {
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

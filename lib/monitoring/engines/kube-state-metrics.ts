import { Construct } from 'constructs';
import { selectorLabels } from '../../vocabulary/labels';
import type { MonitoringContext } from '../monitoring-engine';
import type { Part } from './prometheus';
import { standingServer, type WrittenServer } from './standing-server';

const port = 8080;

/** Resources by API group, of this namespace only: no right in the cluster. */
const resources = {
  '': ['persistentvolumeclaims', 'pods', 'resourcequotas'],
  apps: ['deployments'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
};

/** The state of the namespace's objects as metrics. @see https://github.com/kubernetes/kube-state-metrics */
export class KubeStateMetrics extends Construct implements Part {
  readonly peer: Part['peer'];
  readonly port = port;
  readonly server: WrittenServer;

  constructor(scope: Construct, id: string, { name: nameOf, namespace, platform, instance }: MonitoringContext) {
    super(scope, id);
    const name = nameOf('kube-state-metrics');
    const selector = selectorLabels(name, 'monitoring', instance);
    this.peer = { name, labels: selector, ports: [port] };
    this.server = standingServer(
      this,
      {
        name,
        image: 'kube-state-metrics',
        selector,
        args: [
          `--port=${port}`,
          `--namespaces=${namespace}`,
          `--resources=${Object.values(resources).flat().sort().join(',')}`,
        ],
        mounts: [],
        compute: { cpu: '20m', memory: '128Mi', ephemeralStorage: '64Mi' },
        port,
        health: { alive: '/healthz', ready: '/healthz' },
        identity: {
          rules: Object.entries(resources).map(([group, names]) => ({
            apiGroups: [group],
            resources: names,
            verbs: ['list', 'watch'],
          })),
        },
        access: { apiServer: true },
      },
      platform,
    );
  }
}

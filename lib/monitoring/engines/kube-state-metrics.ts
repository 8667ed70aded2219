import { Construct } from 'constructs';
import { yamlText } from '../../app/yaml/yaml-text';
import { shortHash } from '../../canonical';
import { emit } from '../../kinds/emit';
import { selectorLabels } from '../../vocabulary/labels';
import { configFiles } from '../../vocabulary/storage';
import { customStateConfig, readableStates, stateSeries } from '../custom-states';
import type { MonitoringContext } from '../monitoring-engine';
import type { Part } from './prometheus';
import { standingServer, type WrittenServer } from './standing-server';

const port = 8080;
const configPath = '/etc/kube-state-metrics';

/** Resources by API group, of this namespace only: no right in the cluster. */
const resources = {
  '': ['persistentvolumeclaims', 'pods', 'resourcequotas'],
  apps: ['deployments', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
};

/** The state of the namespace's objects as metrics. @see https://github.com/kubernetes/kube-state-metrics */
export class KubeStateMetrics extends Construct implements Part {
  readonly peer: Part['peer'];
  readonly port = port;
  readonly server: WrittenServer;
  /** Series about custom resources. */
  readonly customSeries: readonly string[];

  constructor(scope: Construct, id: string, { name: nameOf, namespace, platform, instance }: MonitoringContext) {
    super(scope, id);
    const name = nameOf('kube-state-metrics');
    const selector = selectorLabels(name, 'monitoring', instance);
    this.peer = { name, labels: selector, ports: [port] };
    const custom = readableStates(namespace, platform);
    this.customSeries = custom.flatMap((state) => state.metrics.map((metric) => stateSeries(state, metric.name)));
    const config = custom.length === 0 ? undefined : yamlText(customStateConfig(custom));
    const files = `${name}-custom-resources`;
    if (config !== undefined) {
      emit(this, 'custom-resources', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: files, labels: selector },
        data: { 'config.yaml': config },
      });
    }
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
          ...(config === undefined ? [] : [`--custom-resource-state-config-file=${configPath}/config.yaml`]),
        ],
        mounts: config === undefined ? [] : [configFiles(files, configPath)],
        config: config === undefined ? undefined : shortHash(config),
        compute: { cpu: '20m', memory: '128Mi', ephemeralStorage: '64Mi' },
        port,
        health: { alive: '/healthz', ready: '/healthz' },
        identity: {
          rules: [
            ...Object.entries(resources),
            ...custom.map(({ group, resource }) => [group, [resource]] as const),
          ].map(([group, names]) => ({ apiGroups: [group], resources: names, verbs: ['list', 'watch'] })),
        },
        access: { apiServer: true },
      },
      platform,
    );
  }
}

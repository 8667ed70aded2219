import { Construct } from 'constructs';
import { yamlText } from '../../app/yaml/yaml-text';
import { shortHash } from '../../canonical';
import { emit } from '../../kinds/emit';
import { Claim } from '../../storage/claim';
import { selectorLabels } from '../../vocabulary/labels';
import { secretFiles } from '../../vocabulary/secrets';
import { configFiles } from '../../vocabulary/storage';
import type { MonitoringContext } from '../monitoring-engine';
import type { Notify } from '../notify';
import type { Part } from './prometheus';
import { standingServer, type WrittenServer } from './standing-server';

const port = 9093;

/** Alertmanager: who is told of which alert; silences are kept on a claim. @see https://prometheus.io/docs/alerting/latest/configuration/ */
export class Alertmanager extends Construct implements Part {
  readonly peer: Part['peer'];
  readonly port = port;
  readonly server: WrittenServer;

  constructor(scope: Construct, id: string, { name: nameOf, spec, platform, instance }: MonitoringContext) {
    super(scope, id);
    const name = nameOf('alertmanager');
    const selector = selectorLabels(name, 'monitoring', instance);
    this.peer = { name, labels: selector, ports: [port] };
    const data = { 'alertmanager.yml': yamlText(configOf(spec.notify)) };
    emit(this, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: selector }, data });
    const claim = new Claim(this, 'data', { name, size: '1Gi', storageClass: spec.props.storageClass });
    this.server = standingServer(
      this,
      {
        name,
        image: 'alertmanager',
        selector,
        args: [
          '--config.file=/etc/alertmanager/alertmanager.yml',
          '--storage.path=/alertmanager',
          '--cluster.listen-address=',
        ],
        secrets: spec.notify.map(({ secret }, index) => secretFiles(secret, secretFolder(index))),
        mounts: [configFiles(name, '/etc/alertmanager'), claim.at('/alertmanager')],
        compute: { cpu: '20m', memory: '128Mi', ephemeralStorage: '64Mi' },
        port,
        health: { alive: '/-/healthy', ready: '/-/ready' },
        access: { outside: spec.notify.map(({ outside }) => outside) },
        config: shortHash(data),
      },
      platform,
    );
  }
}

function secretFolder(index: number): string {
  return `/etc/receivers/${index}`;
}

function configOf(notify: readonly Notify[]): object {
  return {
    route: {
      receiver: 'nobody',
      group_by: ['alertname', 'workload'],
      routes: notify.map(({ by, severities }, index) => ({
        receiver: `${by}-${index}`,
        matchers: [`severity=~"${severities.join('|')}"`],
        continue: true,
      })),
    },
    receivers: [
      { name: 'nobody' },
      ...notify.map((target, index) => ({
        name: `${target.by}-${index}`,
        ...receiver[target.by](target, `${secretFolder(index)}/${target.key}`),
      })),
    ],
    inhibit_rules: [
      { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: ['workload'] },
    ],
  };
}

/** What each kind of receiver is called in Alertmanager's configuration. */
const receiver: Readonly<Record<Notify['by'], (target: Notify, file: string) => object>> = {
  slack: ({ channel }, file) => ({ slack_configs: [{ api_url_file: file, channel, send_resolved: true }] }),
  pagerDuty: (_, file) => ({ pagerduty_configs: [{ routing_key_file: file, send_resolved: true }] }),
  webhook: (_, file) => ({ webhook_configs: [{ url_file: file, send_resolved: true }] }),
};

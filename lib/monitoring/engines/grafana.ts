import { Construct } from 'constructs';
import { yamlText } from '../../app/yaml/yaml-text';
import { shortHash } from '../../canonical';
import { internal } from '../../companions/exposure';
import { openTo, route, servicePort } from '../../companions/route';
import { appliedByServer, emit } from '../../kinds/emit';
import type { Peer } from '../../vocabulary/access';
import { type Labels, selectorLabels } from '../../vocabulary/labels';
import { environmentFrom } from '../../vocabulary/secrets';
import { configFiles, scratch } from '../../vocabulary/storage';
import type { MonitoringContext } from '../monitoring-engine';
import type { Panel } from '../rules';
import { dashboardJson, dataSource } from './dashboard';
import { prometheusPort } from './prometheus';
import { standingServer, type WrittenServer } from './standing-server';

const port = 3000;
const provisioning = '/etc/grafana/provisioning';
const dashboardFolder = '/etc/grafana/dashboards';

/** Grafana without a state of its own: data source and dashboards come from ConfigMaps. @see https://grafana.com/docs/grafana/latest/administration/provisioning/ */
export class Grafana extends Construct {
  readonly server: WrittenServer;
  private readonly dashboards: Record<string, string> = {};

  constructor(scope: Construct, id: string, context: MonitoringContext, prometheus: Peer) {
    super(scope, id);
    const { spec, platform, instance } = context;
    const name = context.name('grafana');
    const selector = selectorLabels(name, 'monitoring', instance);
    const { expose = internal(), admin, compute = { cpu: '100m', memory: '256Mi' } } = spec.props.grafana ?? {};
    const configured = { 'datasources.yml': dataSourceOf(prometheus) };
    const provider = { 'dashboards.yml': dashboardProvider };
    this.server = standingServer(
      this,
      {
        name,
        image: 'grafana',
        selector,
        env: environmentOf(admin === undefined),
        secrets:
          admin === undefined
            ? []
            : [environmentFrom(admin, { GF_SECURITY_ADMIN_USER: 'username', GF_SECURITY_ADMIN_PASSWORD: 'password' })],
        mounts: [
          this.files(`${name}-datasources`, `${provisioning}/datasources`, configured, selector),
          this.files(`${name}-provider`, `${provisioning}/dashboards`, provider, selector),
          this.files(`${name}-dashboards`, dashboardFolder, this.dashboards, selector),
          scratch('/var/lib/grafana', '1Gi'),
        ],
        compute,
        port,
        servicePort,
        health: { alive: '/api/health', ready: '/api/health' },
        access: { calls: [{ peer: prometheus }] },
        openTo: openTo(expose, port, platform),
        config: shortHash({ configured, provider }),
      },
      platform,
    );
    route(this, name, expose, selector, platform, { port, selector });
  }

  writeDashboard(name: string, panels: readonly Panel[]): void {
    this.dashboards[`${name}.json`] = dashboardJson(name, panels);
  }

  private files(name: string, path: string, data: Record<string, string>, labels: Labels) {
    emit(this, name, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, labels, annotations: appliedByServer },
      data,
    });
    return configFiles(name, path);
  }
}

function environmentOf(anonymous: boolean): Readonly<Record<string, string>> {
  return {
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
    GF_ANALYTICS_REPORTING_ENABLED: 'false',
    GF_LOG_MODE: 'console',
    GF_PATHS_LOGS: '/tmp',
    GF_PLUGINS_PREINSTALL_DISABLED: 'true',
    ...(anonymous && {
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
      GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: 'true',
    }),
  };
}

function dataSourceOf(prometheus: Peer): string {
  return yamlText({
    apiVersion: 1,
    datasources: [
      {
        ...dataSource,
        name: 'Prometheus',
        access: 'proxy',
        url: `http://${prometheus.name}:${prometheusPort}`,
        isDefault: true,
        editable: false,
      },
    ],
  });
}

const dashboardProvider = yamlText({
  apiVersion: 1,
  providers: [
    {
      name: 'cdk8s-mlops',
      type: 'file',
      allowUiUpdates: false,
      updateIntervalSeconds: 30,
      options: { path: dashboardFolder },
    },
  ],
});

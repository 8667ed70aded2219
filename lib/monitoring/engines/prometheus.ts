import { Construct } from 'constructs';
import { yamlText } from '../../app/yaml/yaml-text';
import { networkAccess } from '../../companions/network-access';
import { appliedByServer, emit } from '../../kinds/emit';
import type { GpuMetricsFacts } from '../../platform/gpu-metrics';
import type { Platform } from '../../platform/platform';
import { parseQuantity } from '../../quantity';
import { Claim } from '../../storage/claim';
import { outside, type Peer } from '../../vocabulary/access';
import { type Labels, selectorLabels } from '../../vocabulary/labels';
import { configFiles } from '../../vocabulary/storage';
import type { MonitoringContext, ScrapeTarget } from '../monitoring-engine';
import { isAlert, type Rule } from '../rules';
import { containerScrape } from './container-scrape';
import { gpuExporterLabels, gpuExporterPort, gpuScrape, kubeletScrape, podScrape } from './scrape-config';
import { standingServer, type WrittenServer } from './standing-server';

export const prometheusPort = 9090;
/** Read by Prometheus's own container only. */
const configPath = '/etc/prometheus';

/** Nodes have no addresses that are known at synth time. */
const kubelets = outside('kubelets', ['0.0.0.0/0'], [10250]);

/** Another part of the stack that Prometheus scrapes at its Service. */
export interface Part {
  readonly peer: Peer;
  readonly port: number;
}

/** Prometheus: its claim, its configuration, and a file for each watched construct. @see https://prometheus.io/docs/prometheus/3.5/configuration/configuration/ */
export class Prometheus extends Construct {
  readonly peer: Peer;
  readonly server: WrittenServer;
  private readonly scrapes: Record<string, string> = {};
  private readonly rules: Record<string, string> = {};
  private readonly selector: Labels;

  constructor(
    scope: Construct,
    id: string,
    private readonly context: MonitoringContext,
    parts: readonly Part[],
    alertmanager: Part,
  ) {
    super(scope, id);
    const name = context.name('prometheus');
    this.selector = selectorLabels(name, 'monitoring', context.instance);
    this.peer = { name, labels: this.selector, ports: [prometheusPort] };
    const config = configOf(context, parts, alertmanager);
    const { spec, platform } = context;
    const files = (part: string, data: Record<string, string>) => {
      const object = `${name}-${part}`;
      emit(this, part, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: object, labels: this.selector, annotations: appliedByServer },
        data,
      });
      return configFiles(object, `${configPath}/${part}`);
    };
    const claim = new Claim(this, 'data', { name, size: spec.storage, storageClass: spec.props.storageClass });
    this.server = standingServer(
      this,
      {
        name,
        image: 'prometheus',
        selector: this.selector,
        args: argsOf(context),
        mounts: [
          files('config', { 'prometheus.yml': config }),
          files('scrape', this.scrapes),
          files('rules', this.rules),
          claim.at('/prometheus'),
        ],
        compute: spec.compute,
        port: prometheusPort,
        health: { alive: '/-/healthy', ready: '/-/ready' },
        startupSeconds: 600,
        identity: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }] },
        access: { apiServer: true, calls: parts.map(({ peer }) => ({ peer })) },
      },
      platform,
    );
  }

  scrape(target: ScrapeTarget): void {
    this.scrapes[`${target.name}.yml`] = document({ scrape_configs: [podScrape(target, this.context.namespace)] });
  }

  readKubelets(platform: Platform): void {
    this.scrapes['kubelets.yml'] = document({ scrape_configs: [kubeletScrape(this.context.namespace)] });
    networkAccess(this, { self: this.peer, access: { outside: [kubelets] } }, platform);
  }

  readContainers(platform: Platform): void {
    this.scrapes['containers.yml'] = document({ scrape_configs: [containerScrape(this.context.namespace)] });
    networkAccess(this, { self: this.peer, access: { outside: [kubelets] } }, platform);
  }

  readGpus(exporter: GpuMetricsFacts, platform: Platform): void {
    this.scrapes['gpus.yml'] = document({ scrape_configs: [gpuScrape(exporter, this.context.namespace)] });
    const { namespace, labels = gpuExporterLabels, port = gpuExporterPort } = exporter;
    const callee = { peer: { name: 'gpu-metrics', namespace, labels, ports: [port] } };
    networkAccess(this, { self: this.peer, access: { calls: [callee] } }, platform);
  }

  writeRules(name: string, rules: readonly Rule[]): void {
    this.rules[`${name}.yml`] = document({ groups: [{ name, rules: rules.map((rule) => written(name, rule)) }] });
  }
}

function document(content: object): string {
  return yamlText(content);
}

function argsOf({ spec: { retention, storage } }: MonitoringContext): readonly string[] {
  const mebibytes = ((parseQuantity(storage) ?? 0n) * 4n) / 5n / 1000n / 1024n / 1024n;
  return [
    `--config.file=${configPath}/config/prometheus.yml`,
    '--storage.tsdb.path=/prometheus',
    `--storage.tsdb.retention.time=${retention}`,
    `--storage.tsdb.retention.size=${mebibytes}MB`,
    '--enable-feature=auto-reload-config',
    '--config.auto-reload-interval=30s',
  ];
}

function configOf({ spec: { interval }, name }: MonitoringContext, parts: readonly Part[], alertmanager: Part): string {
  const addressOf = ({ peer, port }: Part) => `${peer.name}:${port}`;
  return document({
    global: { scrape_interval: interval, evaluation_interval: interval },
    rule_files: [`${configPath}/rules/*.yml`],
    scrape_config_files: [`${configPath}/scrape/*.yml`],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [addressOf(alertmanager)] }] }] },
    scrape_configs: [
      { job_name: name('prometheus'), static_configs: [{ targets: [`localhost:${prometheusPort}`] }] },
      ...parts.map((part) => ({
        job_name: part.peer.name,
        honor_labels: true,
        static_configs: [{ targets: [addressOf(part)] }],
      })),
    ],
  });
}

function written(workload: string, rule: Rule): object {
  if (!isAlert(rule))
    return { record: rule.record, expr: rule.expr, ...(rule.labels !== undefined && { labels: { ...rule.labels } }) };
  const { alert, expr, for: lasting, severity, labels, summary, action } = rule;
  return {
    alert,
    expr,
    ...(lasting !== undefined && { for: lasting }),
    labels: { severity, workload, ...labels },
    annotations: { summary, action },
  };
}

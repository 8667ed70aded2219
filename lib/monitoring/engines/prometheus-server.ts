import type { Construct } from 'constructs';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { exportedSeries } from '../known-series';
import type { MonitoringBackEnd, MonitoringContext, MonitoringEngine } from '../monitoring-engine';
import { quoted, type Rule } from '../rules';
import { Alertmanager } from './alertmanager';
import { Grafana } from './grafana';
import { KubeStateMetrics } from './kube-state-metrics';
import { Prometheus, prometheusPort } from './prometheus';

/** Prometheus, Alertmanager, Grafana and kube-state-metrics as plain objects in the namespace; needs no operator. */
export function prometheusServer(): MonitoringEngine {
  return value('engine', {
    name: 'prometheusServer',
    needs: [],
    supports: ['notify', 'dashboards', 'claims'],
    carries: everyPodField,
    owns: [],
    render: renderPrometheusServer,
  } as const satisfies MonitoringEngine);
}

function renderPrometheusServer(scope: Construct, context: MonitoringContext): MonitoringBackEnd {
  const alertmanager = new Alertmanager(scope, 'alertmanager', context);
  const state = new KubeStateMetrics(scope, 'kube-state-metrics', context);
  const prometheus = new Prometheus(scope, 'prometheus', context, [alertmanager, state], alertmanager);
  const grafana = new Grafana(scope, 'grafana', context, prometheus.peer);
  const servers = { prometheus, alertmanager, state, grafana };
  return {
    objects: {
      workload: prometheus.server.workload,
      alertmanager: alertmanager.server.workload,
      kubeStateMetrics: state.server.workload,
      grafana: grafana.server.workload,
    },
    endpoints: [{ name: 'prometheus', host: prometheus.peer.name, port: prometheusPort }],
    podSets: Object.values(servers).map(({ server: { pod } }) => ({ labels: pod.metadata.labels, count: 1, pod })),
    scraper: prometheus.peer,
    series: [
      ...exportedSeries.prometheus,
      ...exportedSeries.alertmanager,
      ...exportedSeries.kubeStateMetrics,
      ...state.customSeries,
    ],
    rules: [partDown(Object.values(servers).map(({ server: { workload } }) => workload.name)), ...ownRules],
    scrape: (target) => prometheus.scrape(target),
    readClaims: () => {
      prometheus.readKubelets(context.platform);
      return exportedSeries.kubelet;
    },
    readGpus: (exporter) => {
      prometheus.readGpus(exporter, context.platform);
      return exportedSeries.gpus;
    },
    readContainers: () => {
      prometheus.readContainers(context.platform);
      return exportedSeries.containers;
    },
    writeRules: (name, rules) => prometheus.writeRules(name, rules),
    writeDashboard: (name, panels) => grafana.writeDashboard(name, panels),
  };
}

function partDown(names: readonly string[]): Rule {
  return {
    alert: 'MonitoringDown',
    expr: `kube_deployment_status_replicas_available{deployment=~${quoted(names.join('|'))}} == 0`,
    for: '10m',
    severity: 'warning',
    summary: 'a part of the monitoring itself is not ready',
    action: 'kubectl describe the deployment that the alert names: image, claim, memory',
  };
}

/** Who watches the watcher: its configuration, its rules, its messages. */
const ownRules: readonly Rule[] = [
  {
    alert: 'ConfigurationRefused',
    expr: 'prometheus_config_last_reload_successful == 0',
    for: '5m',
    severity: 'critical',
    summary: 'Prometheus goes on with an older configuration',
    action: 'its log names the file and line that it refused',
  },
  {
    alert: 'RulesFail',
    expr: 'increase(prometheus_rule_evaluation_failures_total[10m]) > 0',
    severity: 'warning',
    summary: 'rules cannot be evaluated',
    action: 'its log names the rule and the reason',
  },
  {
    alert: 'AlertsNotDelivered',
    expr: 'sum(increase(alertmanager_notifications_failed_total[10m])) > 0',
    severity: 'critical',
    summary: 'messages about alerts do not reach their receiver',
    action: "look at Alertmanager's log: address, key or network access of the receiver",
  },
];

import type { Construct } from 'constructs';
import type { Engine, FeatureTable, Rendered } from '../engine';
import type { GpuMetricsFacts } from '../platform/gpu-metrics';
import type { Platform } from '../platform/platform';
import type { Peer } from '../vocabulary/access';
import type { MonitoringSpec } from './monitoring-stack-spec';
import type { Panel, Rule } from './rules';

export type MonitoringFeature = 'notify' | 'dashboards' | 'claims';

/** What a stack can ask an engine for; `claims` is asked by `watch(claim)`. */
export const monitoringFeatures: FeatureTable<MonitoringSpec, MonitoringFeature> = {
  notify: { prop: 'notify', asked: ({ notify }) => (notify.length > 0 ? 'notify' : undefined) },
  dashboards: { prop: 'grafana', asked: ({ props }) => (props.grafana === undefined ? undefined : 'grafana') },
  claims: { prop: 'watch', asked: () => undefined },
};

/** Pods to scrape. */
export interface ScrapeTarget {
  /** Value of the label `job`. */
  readonly name: string;
  readonly peer: Peer;
  readonly port: number;
  readonly path: string;
}

/** What an engine keeps open for what is watched later. */
export interface MonitoringBackEnd extends Pick<Rendered, 'objects' | 'endpoints' | 'podSets'> {
  /** Who scrapes, for the network access of targets. */
  readonly scraper: Peer;
  /** Series that its own parts export. */
  readonly series: readonly string[];
  /** Alerts on its own parts. */
  readonly rules: readonly Rule[];
  scrape(target: ScrapeTarget): void;
  /** Reads the space of claims from the kubelets. @returns the series that this gives */
  readClaims(): readonly string[];
  /** Scrapes the exporter of GPU metrics, for the pods of this namespace. @returns the series that this gives */
  readGpus(exporter: GpuMetricsFacts): readonly string[];
  /** Reads what containers of this namespace use from the kubelets. @returns the series that this gives */
  readContainers(): readonly string[];
  /** The rules of one watched construct; called again, they replace the earlier ones. */
  writeRules(name: string, rules: readonly Rule[]): void;
  /** The dashboard of one watched construct; called again, it replaces the earlier one. */
  writeDashboard(name: string, panels: readonly Panel[]): void;
}

export interface MonitoringContext {
  readonly spec: MonitoringSpec;
  readonly platform: Platform;
  readonly namespace: string;
  /** Name of an object of the stack: `part`, with the chart's instance before it. */
  readonly name: (part: string) => string;
  readonly instance?: string;
}

export interface MonitoringEngine extends Engine<MonitoringFeature> {
  render(scope: Construct, context: MonitoringContext): MonitoringBackEnd;
}

import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { networkAccess } from '../companions/network-access';
import { checkCarried, checkEngine, type Rendered } from '../engine';
import { declaredName, instanceOf } from '../identity';
import type { GpuMetricsFacts } from '../platform/gpu-metrics';
import { Platform } from '../platform/platform';
import { Field } from '../problems';
import { seriesOf } from '../vocabulary/metrics';
import type { HasPrometheus, Prometheus } from '../vocabulary/prometheus';
import type { HasWatched, Watched } from '../vocabulary/watched';
import { aspectsOf } from './aspects';
import { checkComparison, comparisonPanels } from './comparison';
import { watchedState } from './custom-states-on-platform';
import { monitoringEngines } from './engines';
import { prometheusServer } from './engines/prometheus-server';
import { syntheticSeries } from './known-series';
import { type MonitoringBackEnd, type MonitoringEngine, monitoringFeatures } from './monitoring-engine';
import { type MonitoringSpec, type MonitoringStackProps, monitoringSpec } from './monitoring-stack-spec';
import { type Objective, objectivePanel, objectiveRules } from './objective';
import { objectiveCheck } from './objective-check';
import { profiledGpus, profileOnPlatform } from './profiles-on-platform';
import { checkQueries } from './query-check';
import type { Panel, Rule } from './rules';
import { adapterAsks, gpuExporterOf } from './signals-on-platform';

/** Rules and panels of one dashboard. */
export interface DashboardPart {
  readonly rules: readonly Rule[];
  readonly panels: readonly Panel[];
}

/** Metrics, rules, alerts and dashboards of an environment; apps add their part with `watch()`. */
export class MonitoringStack extends Construct implements HasPrometheus {
  readonly objects: Rendered['objects'];
  readonly endpoints: Rendered['endpoints'];
  private readonly backEnd: MonitoringBackEnd;
  private readonly parts = new Map<string, DashboardPart>();
  private readonly series: Set<string>;
  private readonly namespace: string;
  private readsClaims = false;
  private readsContainers = false;
  private readsGpus = false;

  /** Its Prometheus, for those who ask it: the analysis of a rollout. */
  get prometheus(): Prometheus {
    const [{ host, port } = { host: '', port: 0 }] = this.endpoints;
    const address = `http://${host}.${this.namespace}.svc:${port}`;
    return { address, labels: {}, peer: { ...this.backEnd.scraper, namespace: this.namespace, ports: [port] } };
  }

  /** @throws MlopsError with everything wrong in the props, on the platform and with the engine */
  constructor(scope: Construct, id: string, props: MonitoringStackProps = {}) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    const engine: MonitoringEngine = props?.engine ?? prometheusServer();
    const spec = monitoringSpec(props, platform, field);
    if (spec !== undefined) checkEngine(engine, monitoringEngines, monitoringFeatures, spec, platform, field);
    field.throwIfAny();
    this.namespace = Chart.of(this).namespace ?? 'default';
    this.backEnd = engine.render(this, {
      spec: spec as MonitoringSpec,
      platform,
      namespace: this.namespace,
      name: (part) => declaredName(this, part),
      instance: instanceOf(this),
    });
    for (const { pod } of this.backEnd.podSets) checkCarried(engine, pod, field);
    this.objects = this.backEnd.objects;
    this.endpoints = this.backEnd.endpoints;
    this.series = new Set([...syntheticSeries, ...this.backEnd.series]);
    this.put(id, { rules: this.backEnd.rules, panels: [] }, field);
    field.throwIfAny();
  }

  /**
   * Scrapes what they export, and adds the rules, alerts and the dashboard that their facts allow.
   * @throws MlopsError `duplicate-name` when watched twice, `not-allowed` for another namespace,
   * `missing-platform-fact` for claims and profiled trainings without `platform.kubeletReaders` and GPUs without
   * `platform.gpuMetrics`, `metric-not-served` for a signal that the metrics adapter asks of another Prometheus
   */
  watch(...constructs: readonly HasWatched[]): void {
    const field = Field.of(this).at('watch');
    for (const [index, { watched }] of constructs.entries()) this.watchOne(watched, field.at(index));
    field.throwIfAny();
  }

  /**
   * Promises about services that are watched: recorded ratios, alerts on burning the error budget, a panel.
   * @throws MlopsError `unknown-metric` and `objective-without-bucket` when nothing could prove it
   */
  objective(...objectives: readonly Objective[]): void {
    const field = Field.of(this).at('objective');
    for (const [index, objective] of objectives.entries()) {
      const at = field.at(index);
      const before = field.problems.length;
      objectiveCheck(objective, at);
      if (field.problems.length > before) continue;
      const { name } = objective.of.watched;
      if (!this.parts.has(name)) {
        at.problem('not-allowed', {
          got: name,
          allowed: 'a watched service',
          remedy: 'call stack.watch(service) first',
        });
      } else this.put(name, { rules: objectiveRules(objective), panels: [objectivePanel(objective)] }, at);
    }
    field.throwIfAny();
  }

  /**
   * The same graphs for several watched services side by side, on the dashboard `name`.
   * @throws MlopsError `not-allowed` when one is not watched, `unknown-metric` when one declares nothing to compare by
   */
  compare(name: string, ...services: readonly HasWatched[]): void {
    const field = Field.of(this).at('compare');
    checkComparison(services, (watched) => this.parts.has(watched), field);
    field.throwIfAny();
    this.put(name, { rules: [], panels: comparisonPanels(services) }, field);
    field.throwIfAny();
  }

  /**
   * Rules and panels of your own, on the dashboard `name`: a watched construct's, or a new one.
   * @throws MlopsError `bad-query` and `unknown-metric`
   */
  add(name: string, { rules = [], panels = [] }: Partial<DashboardPart>): void {
    const field = Field.of(this).at('add');
    this.put(name, { rules, panels }, field);
    field.throwIfAny();
  }

  private watchOne(watched: Watched, field: Field): void {
    const { name, namespace = this.namespace, peer, metrics, claims = [] } = watched;
    if (namespace !== this.namespace) {
      field.problem('not-allowed', {
        got: `${name} in namespace ${namespace}`,
        allowed: `the stack's namespace ${this.namespace}`,
        remedy: 'give that namespace a MonitoringStack of its own',
      });
    }
    if (this.parts.has(name)) {
      field.problem('duplicate-name', { got: name, allowed: 'each name once', remedy: 'watch it once' });
    }
    if (claims.length > 0) this.readClaims(field);
    const seen = watchedState(watched, this.namespace, Platform.of(this), field);
    const measured = this.readProfile(seen, field);
    this.readSignals(watched, field);
    if (field.problems.length > 0) return;
    if (metrics !== undefined && peer !== undefined) {
      const { port, path = '/metrics' } = metrics;
      for (const series of seriesOf(metrics)) this.series.add(series);
      this.backEnd.scrape({ name, peer, port, path });
      const target = { peer: { ...peer, ports: [port] } };
      networkAccess(this, { self: this.backEnd.scraper, access: { calls: [target] } }, Platform.of(this));
    }
    this.put(name, aspectsOf({ ...measured, namespace }), field);
    for (const part of watched.parts ?? []) this.watchOne(part, field);
  }

  /** Scrapes what says what binds a profiled training; where nothing measures its GPUs, nothing is said of them. */
  private readProfile(watched: Watched, field: Field): Watched {
    const { profile } = watched;
    const platform = Platform.of(this);
    profileOnPlatform(watched, this.namespace, platform, field);
    if (profile === undefined || field.problems.length > 0) return watched;
    if (!this.readsContainers) {
      this.readsContainers = true;
      for (const series of this.backEnd.readContainers()) this.series.add(series);
    }
    const exporter = profiledGpus(watched, this.namespace, platform);
    this.readGpus(exporter);
    return { ...watched, profile: { ...profile, gpu: exporter !== undefined } };
  }

  /** What signals need beyond the service's own metrics. */
  private readSignals(watched: Watched, field: Field): void {
    const platform = Platform.of(this);
    adapterAsks(watched, this.prometheus.address, platform, field);
    const exporter = gpuExporterOf(watched, this.namespace, platform, field);
    if (field.problems.length > 0) return;
    this.readGpus(exporter);
    const adapter = watched.scaling?.throughAdapter ? platform.metricsAdapter?.namespace : undefined;
    if (adapter === undefined || watched.scaling?.on.length === 0) return;
    const { peer: self = this.backEnd.scraper } = this.prometheus;
    const openTo = [{ name: adapter, namespace: adapter, ports: self.ports ?? [] }];
    networkAccess(this, { self, access: {}, openTo }, platform);
  }

  private readGpus(exporter: GpuMetricsFacts | undefined): void {
    if (exporter !== undefined && !this.readsGpus) {
      this.readsGpus = true;
      for (const series of this.backEnd.readGpus(exporter)) this.series.add(series);
    }
  }

  private readClaims(field: Field): void {
    const { kubeletReaders = [] } = Platform.of(this);
    if (!kubeletReaders.includes(this.namespace)) {
      field.problem('missing-platform-fact', {
        got: `a claim watched in namespace ${this.namespace}`,
        allowed: 'a platform whose kubeletReaders list the namespace',
        remedy: `add '${this.namespace}' to platform.kubeletReaders: Cluster emits the right`,
      });
    } else if (!this.readsClaims) {
      this.readsClaims = true;
      for (const series of this.backEnd.readClaims()) this.series.add(series);
    }
  }

  private put(name: string, { rules, panels }: DashboardPart, field: Field): void {
    for (const recorded of checkQueries(rules, panels, this.series, field)) this.series.add(recorded);
    if (field.problems.length > 0) return;
    const before = this.parts.get(name) ?? { rules: [], panels: [] };
    const part = { rules: [...before.rules, ...rules], panels: [...before.panels, ...panels] };
    this.parts.set(name, part);
    if (part.rules.length > 0) this.backEnd.writeRules(name, part.rules);
    if (part.panels.length > 0) this.backEnd.writeDashboard(name, part.panels);
  }
}

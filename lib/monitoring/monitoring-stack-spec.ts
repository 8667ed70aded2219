import type { Exposure } from '../companions/exposure';
import { exposure, exposureOnPlatform } from '../companions/exposure-check';
import { type Duration, duration } from '../duration';
import { engineValue } from '../engine';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { quantity } from '../quantity';
import { type Check, listOf, record, text } from '../shape';
import { type Compute, compute } from '../vocabulary/compute';
import { type Named, named } from '../vocabulary/named';
import type { MonitoringEngine } from './monitoring-engine';
import { type Notify, notifyCheck } from './notify';

/** Dashboards. */
export interface GrafanaProps {
  /** How people reach it; anything but internal() asks for `admin`. @default internal(), by kubectl port-forward */
  readonly expose?: Exposure;
  /**
   * Secret with the keys `username` and `password` of its administrator. Without it nobody can log in, and everybody
   * who reaches it may look. @default none
   */
  readonly admin?: Named;
  /** @default 100m of cpu and 256Mi of memory */
  readonly compute?: Compute;
}

export interface MonitoringStackProps {
  /** How long series are kept, space permitting. @default '15d' */
  readonly retention?: Duration;
  /** Space for series; four fifths of it are used. @default '20Gi' */
  readonly storage?: string;
  /** Storage class of its claims. @default the cluster's default class */
  readonly storageClass?: string;
  /** Of Prometheus; about 4 KiB of memory for each series. @default 200m of cpu and 1Gi of memory */
  readonly compute?: Compute;
  /** Time between two scrapes, and between two evaluations of rules. @default '30s' */
  readonly interval?: Duration;
  /** Who is told of alerts. @default nobody: they are seen in Alertmanager and on dashboards */
  readonly notify?: readonly Notify[];
  /** Dashboards. @default internal, read-only */
  readonly grafana?: GrafanaProps;
  /** Back end. @default prometheusServer() */
  readonly engine?: MonitoringEngine;
}

/** A stack, complete and checked. */
export interface MonitoringSpec
  extends Required<Pick<MonitoringStackProps, 'retention' | 'storage' | 'compute' | 'interval' | 'notify'>> {
  readonly props: MonitoringStackProps;
}

const notForPages: Partial<Record<Exposure['by'], string>> = {
  grpcRoute: 'a browser does not speak gRPC',
  inferencePool: 'a pool is for servers of language models',
};

const grafana: Check<GrafanaProps> = record<GrafanaProps>(
  { expose: exposure, admin: named, compute },
  ({ expose, admin }, field) => {
    const strange = expose === undefined ? undefined : notForPages[expose.by];
    if (strange !== undefined) {
      field.at('expose').problem('not-allowed', {
        got: `${expose?.by}()`,
        allowed: 'internal(), loadBalancer(), ingress() or route()',
        remedy: `Grafana is a web page: give route(host); ${strange}`,
      });
    }
    if (expose !== undefined && expose.by !== 'internal' && admin === undefined) {
      field.at('admin').problem('missing-prop', {
        got: `${expose.by}() without an administrator`,
        allowed: 'a Secret with username and password',
        remedy: "give admin: 'grafana-admin', or leave Grafana internal",
      });
    }
  },
);

const shape = record<MonitoringStackProps>({
  retention: duration,
  storage: quantity,
  storageClass: text,
  compute,
  interval: duration,
  notify: listOf(notifyCheck),
  grafana,
  engine: engineValue('prometheusServer()'),
});

/** Fills in the defaults and checks everything that needs no engine; problems go to the field. */
export function monitoringSpec(
  props: MonitoringStackProps,
  platform: Platform,
  field: Field,
): MonitoringSpec | undefined {
  shape(props, field);
  if (field.problems.length > 0) return undefined;
  if (props.grafana?.expose !== undefined)
    exposureOnPlatform(props.grafana.expose, platform, field.at('grafana').at('expose'));
  if (platform.apiServer === undefined) {
    field.problem('missing-platform-fact', {
      got: 'a stack that finds its targets through the API server',
      allowed: 'a platform with apiServer',
      remedy: 'state the addresses in platform.apiServer',
    });
  }
  return {
    props,
    retention: props.retention ?? '15d',
    storage: props.storage ?? '20Gi',
    compute: props.compute ?? { cpu: '200m', memory: '1Gi' },
    interval: props.interval ?? '30s',
    notify: props.notify ?? [],
  };
}

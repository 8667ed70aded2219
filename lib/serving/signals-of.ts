import { isRecorded } from '../companions/autoscaler';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { checkQuery } from '../promql/check-query';
import { seriesOf } from '../vocabulary/metrics';
import type { Signal } from '../vocabulary/signal';
import type { ModelServiceProps } from './model-service-spec';
import { analysesOf } from './rollout/rollout';

type Signalled = Pick<ModelServiceProps, 'signals' | 'scale' | 'rollout' | 'metrics'>;

/** A signal, and the property that uses it. */
interface Use {
  readonly signal: Signal;
  readonly prop: string;
}

function usesOf({ signals = [], scale, rollout }: Signalled): readonly Use[] {
  const judged = analysesOf(rollout).flatMap(([, { checks }]) => checks.map(({ signal }) => signal));
  return [
    ...signals.map((signal) => ({ signal, prop: 'signals' })),
    ...(scale?.on ?? []).filter(isRecorded).map((signal) => ({ signal, prop: 'scale' })),
    ...judged.flatMap((signal) => (signal === undefined ? [] : [{ signal, prop: 'rollout' }])),
  ];
}

/** Every signal that a service uses anywhere, once. */
export function signalsOf(props: Signalled): readonly Signal[] {
  return [...new Set(usesOf(props).map(({ signal }) => signal))];
}

/** One name is one signal, and something exports what it reads. */
export function signalsExported(props: Signalled, platform: Platform, field: Field): void {
  const named = new Map<string, Signal>();
  for (const { signal, prop } of usesOf(props)) {
    const before = named.get(signal.record);
    if (before === signal) continue;
    named.set(signal.record, signal);
    if (before === undefined) exported(signal, props.metrics, platform, field.at(prop));
    else {
      field.at(prop).problem('duplicate-name', {
        got: `${signal.record} declared twice`,
        allowed: 'one signal of a name',
        remedy: 'declare it once, const waiting = ..., and use that value everywhere',
      });
    }
  }
}

function exported(
  { record, reads, exportedBy, query }: Signal,
  metrics: ModelServiceProps['metrics'],
  { gpuMetrics }: Platform,
  field: Field,
): void {
  if (exportedBy === 'gpus' && gpuMetrics === undefined) {
    field.problem('missing-platform-fact', {
      got: record,
      allowed: 'a platform with gpuMetrics',
      remedy: 'install the exporter of GPU metrics and state platform.gpuMetrics',
    });
  }
  if (exportedBy !== 'pods') return;
  if (metrics === undefined || (reads !== undefined && metrics[reads] === undefined)) {
    const lacks = metrics === undefined ? 'metrics' : `metrics.${reads}`;
    field.problem('unknown-metric', {
      got: `${record} without ${lacks}`,
      allowed: `a service that declares ${lacks}`,
      remedy: `declare it: metrics: { port, ${reads === undefined ? 'names: [...]' : `${reads}: { name: ... }`} }`,
    });
    return;
  }
  checkQuery(query({ metrics, own: 'job="one"', pods: '' }), new Set(seriesOf(metrics)), field);
}

import { podsOf, recorded, type Signal } from '../../vocabulary/signal';
import type { WatchedScaling } from '../../vocabulary/watched';
import { type Panel, quoted, type Rule } from '../rules';
import type { AspectOf } from './aspect';

/** Signals under the one name that autoscalers, alerts and panels ask for. */
export const signals: AspectOf = ({ name, namespace, workload, metrics, signals: declared = [], scaling }) => {
  const labels = { ...(namespace !== undefined && { namespace }), service: name };
  const pods = podsOf(workload?.name ?? name, namespace === undefined ? {} : { namespace });
  const subject = { metrics: metrics ?? { port: 0 }, own: `job=${quoted(name)}`, pods };
  return {
    rules: declared.flatMap((signal): readonly Rule[] => [
      { record: signal.record, expr: signal.query(subject), labels },
      ...limitsOf(signal, recorded(signal, name, namespace), name),
      ...silence(signal, recorded(signal, name, namespace), name, scaling),
    ]),
    panels: declared.map(
      (signal): Panel => ({
        title: signal.title,
        queries: [{ expr: recorded(signal, name, namespace), legend: signal.record }],
        unit: signal.unit,
      }),
    ),
  };
};

/** `signal:vllm_waiting:sum` is `VllmWaiting`. */
function alertName({ record }: Signal): string {
  const [, measure = ''] = record.split(':');
  return measure.replace(/(?:^|_)([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

function limitsOf(signal: Signal, series: string, service: string): readonly Rule[] {
  const { above, below, for: lasting = '10m', severity = 'warning' } = signal.options.alert ?? {};
  const measure = `${signal.title.charAt(0).toLowerCase()}${signal.title.slice(1)}`;
  const told = (suffix: string, comparison: string, limit: string): Rule => ({
    alert: `${alertName(signal)}${suffix}`,
    expr: `${series} ${comparison}`,
    for: lasting,
    severity,
    summary: `${service}: ${measure} ${limit}`,
    action: `compare ${signal.record} with its replicas: has the autoscaler reached its most, or do pods not start?`,
  });
  return [
    ...(above === undefined ? [] : [told('High', `> ${above}`, `above ${above}`)]),
    ...(below === undefined ? [] : [told('Low', `< ${below}`, `below ${below}`)]),
  ];
}

/** An autoscaler that cannot read holds the replicas, or falls back. Without pods, what pods export is silent. */
function silence(
  signal: Signal,
  series: string,
  service: string,
  scaling: WatchedScaling | undefined,
): readonly Rule[] {
  if (!scaling?.on.includes(signal) || (scaling.min === 0 && signal.exportedBy !== 'others')) return [];
  return [
    {
      alert: 'SignalSilent',
      expr: `absent(${series})`,
      for: '15m',
      severity: 'warning',
      labels: { signal: signal.record },
      summary: `the autoscaler of ${service} cannot read ${signal.record}`,
      action: 'its replicas do not follow the load: are the series scraped of which it is computed?',
    },
  ];
}

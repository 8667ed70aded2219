import type { Metrics } from '../../vocabulary/metrics';
import { type Panel, quoted, type Rule } from '../rules';
import { versionLabel } from '../version-label';
import { type AspectOf, nothing } from './aspect';

/** One measure of each version, and how a panel shows it. */
interface Measure {
  readonly record: string;
  readonly expr: string;
  readonly title: string;
  readonly unit: string;
}

function measures(name: string, { requests, latency }: Metrics): readonly Measure[] {
  const job = `job=${quoted(name)}`;
  const by = (series: string) => `sum by (${versionLabel}) (rate(${series}[5m]))`;
  const ofRequests = ({ name: counter, failed }: NonNullable<Metrics['requests']>): readonly Measure[] => {
    const all = by(`${counter}{${job}}`);
    return [
      { record: 'service_version:requests:rate5m', expr: all, title: 'Requests by version', unit: 'reqps' },
      {
        record: 'service_version:request_failures:ratio_rate5m',
        expr: `(${by(`${counter}{${job},${failed}}`)} or 0 * ${all}) / (${all} > 0)`,
        title: 'Failed requests by version',
        unit: 'percentunit',
      },
    ];
  };
  const ofLatency = ({ name: histogram }: NonNullable<Metrics['latency']>): Measure => ({
    record: 'service_version:request_latency_seconds:p95_5m',
    expr: `histogram_quantile(0.95, sum by (le, ${versionLabel}) (rate(${histogram}_bucket{${job}}[5m])))`,
    title: 'Latency by version, p95',
    unit: 's',
  });
  return [
    ...(requests === undefined ? [] : ofRequests(requests)),
    ...(latency === undefined ? [] : [ofLatency(latency)]),
  ];
}

/** What each version does while two of them run: a rolling update, a canary, blue and green. */
export const versions: AspectOf = ({ name, metrics, workload }) => {
  if (metrics === undefined || workload === undefined) return nothing;
  const found = measures(name, metrics);
  return {
    rules: found.map(({ record, expr }): Rule => ({ record, expr, labels: { service: name } })),
    panels: found.map(
      ({ record, title, unit }): Panel => ({
        title,
        queries: [{ expr: `${record}{service=${quoted(name)}}`, legend: `{{${versionLabel}}}` }],
        unit,
      }),
    ),
  };
};

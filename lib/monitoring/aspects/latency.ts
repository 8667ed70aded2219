import { quoted } from '../rules';
import { type AspectOf, nothing } from './aspect';

const percentiles = [50, 95, 99] as const;

/** Percentiles of the latency. */
export const latency: AspectOf = ({ name, metrics }) => {
  if (metrics?.latency === undefined) return nothing;
  const buckets = `${metrics.latency.name}_bucket{job=${quoted(name)}}`;
  const record = (percentile: number) => `service:request_latency_seconds:p${percentile}_5m`;
  return {
    rules: percentiles.map((percentile) => ({
      record: record(percentile),
      expr: `histogram_quantile(${percentile / 100}, sum by (le) (rate(${buckets}[5m])))`,
      labels: { service: name },
    })),
    panels: [
      {
        title: 'Latency',
        queries: percentiles.map((percentile) => ({
          expr: `${record(percentile)}{service=${quoted(name)}}`,
          legend: `p${percentile}`,
        })),
        unit: 's',
      },
    ],
  };
};

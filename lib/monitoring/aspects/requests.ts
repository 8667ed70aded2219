import { quoted } from '../rules';
import { type AspectOf, nothing } from './aspect';

/** Share of failed requests that calls somebody where no objective says otherwise. */
const failedShare = 0.05;

/** Requests, their failures, and silence. */
export const requests: AspectOf = ({ name, metrics }) => {
  if (metrics?.requests === undefined) return nothing;
  const { name: counter, failed } = metrics.requests;
  const job = `job=${quoted(name)}`;
  const labels = { service: name };
  const mine = `{service=${quoted(name)}}`;
  return {
    rules: [
      { record: 'service:requests:rate5m', expr: `sum(rate(${counter}{${job}}[5m]))`, labels },
      {
        record: 'service:request_failures:ratio_rate5m',
        expr: `(sum(rate(${counter}{${job},${failed}}[5m])) or vector(0)) / (sum(rate(${counter}{${job}}[5m])) > 0)`,
        labels,
      },
      {
        alert: 'RequestsFail',
        expr: `service:request_failures:ratio_rate5m${mine} > ${failedShare}`,
        for: '10m',
        severity: 'critical',
        summary: `more than ${failedShare * 100} % of the requests to ${name} fail`,
        action: 'compare with the last change of its image and model; going back in Git is the rollback',
      },
      {
        alert: 'NoTraffic',
        expr: `sum(rate(${counter}{${job}}[30m])) == 0`,
        for: '30m',
        severity: 'info',
        summary: `nobody calls ${name}`,
        action: 'every ratio and percentile of it is empty: ask whether its callers reach it',
      },
    ],
    panels: [
      {
        title: 'Requests',
        queries: [{ expr: `service:requests:rate5m${mine}`, legend: 'requests' }],
        unit: 'reqps',
      },
      {
        title: 'Failed requests',
        queries: [{ expr: `service:request_failures:ratio_rate5m${mine}`, legend: 'failed' }],
        unit: 'percentunit',
      },
    ],
  };
};

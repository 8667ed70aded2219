import { quoted } from '../rules';
import { type AspectOf, nothing } from './aspect';
import { awake } from './deployment';

/** Whether its metrics arrive at all: without them every other rule is silent. */
export const scrape: AspectOf = ({ name, metrics, workload, scaling }) => {
  if (metrics === undefined) return nothing;
  const sleeps = scaling?.min === 0;
  if (sleeps && workload?.kind !== 'Deployment') return nothing;
  return {
    rules: [
      {
        alert: 'MetricsMissing',
        expr: `(sum(up{job=${quoted(name)}}) or vector(0)) == 0${sleeps ? ` and ${awake(workload?.name ?? name)}` : ''}`,
        for: '10m',
        severity: 'warning',
        summary: `no pod of ${name} answers on port ${metrics.port} for metrics`,
        action: 'rules about its requests are silent until then: look at its pods and at its network policies',
      },
    ],
    panels: [],
  };
};

import { type Panel, quoted, type Rule } from '../rules';
import type { AspectOf } from './aspect';

/** Space on claims, now and in the next days. */
export const claims: AspectOf = ({ claims: names = [] }) => ({
  rules: names.flatMap(rulesOf),
  panels: names.map(panelOf),
});

function share(name: string): string {
  const one = `{persistentvolumeclaim=${quoted(name)}}`;
  return `max(kubelet_volume_stats_available_bytes${one}) / max(kubelet_volume_stats_capacity_bytes${one})`;
}

function rulesOf(name: string): readonly Rule[] {
  const action = `raise the size of claim '${name}' where its class allows, or delete what nobody needs`;
  const available = `kubelet_volume_stats_available_bytes{persistentvolumeclaim=${quoted(name)}}`;
  return [
    {
      alert: 'ClaimNearlyFull',
      expr: `${share(name)} < 0.1`,
      for: '5m',
      severity: 'critical',
      summary: `less than a tenth of claim ${name} is free`,
      action,
    },
    {
      alert: 'ClaimFillsUp',
      expr: `max(predict_linear(${available}[6h], 4 * 86400)) < 0`,
      for: '1h',
      severity: 'warning',
      summary: `claim ${name} is full within four days if it goes on like this`,
      action,
    },
  ];
}

function panelOf(name: string): Panel {
  return { title: `Free on ${name}`, queries: [{ expr: share(name), legend: 'free' }], unit: 'percentunit' };
}

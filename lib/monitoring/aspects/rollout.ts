import { stateSeries } from '../custom-states';
import { quoted } from '../rules';
import { type AspectOf, nothing } from './aspect';

/** Replicas of a service that Argo Rollouts rolls out. */
export const rollout: AspectOf = ({ workload }) => {
  if (workload?.kind !== 'Rollout') return nothing;
  const { kind, name } = workload;
  const series = (metric: string) => `${stateSeries({ kind }, metric)}{name=${quoted(name)}}`;
  return {
    rules: [
      {
        alert: 'ServiceDown',
        expr: `${series('available')} == 0 and ${series('replicas')} > 0`,
        for: '5m',
        severity: 'critical',
        summary: `${name} has no replica that is ready`,
        action: `kubectl describe rollout ${name}; a pod in Init waits for its model and says so in its log`,
      },
      {
        alert: 'ReplicasMissing',
        expr: `${series('replicas')} - ${series('available')} > 0`,
        for: '15m',
        severity: 'warning',
        summary: `${name} has fewer ready replicas than it asks for`,
        action: 'look for pods that are pending (no room, quota) or not ready',
      },
    ],
    panels: [
      {
        title: 'Replicas',
        queries: [
          { expr: series('replicas'), legend: 'asked for' },
          { expr: series('available'), legend: 'ready' },
        ],
      },
    ],
  };
};

import { quoted } from '../rules';
import { type AspectOf, nothing } from './aspect';

/** True while an autoscaler wants any replica. */
export function awake(deployment: string): string {
  return `on () kube_deployment_spec_replicas{deployment=${quoted(deployment)}} > 0`;
}

/** Replicas of a standing service, and whether its containers stay up. */
export const deployment: AspectOf = ({ workload, scaling }) => {
  if (workload?.kind !== 'Deployment') return nothing;
  const { name } = workload;
  const one = `{deployment=${quoted(name)}}`;
  const restarts = `sum(increase(kube_pod_container_status_restarts_total{pod=~${quoted(`${name}-[a-z0-9]+-[a-z0-9]{5}`)}}[15m]))`;
  return {
    rules: [
      {
        alert: 'ServiceDown',
        expr: `kube_deployment_status_replicas_available${one} == 0${scaling?.min === 0 ? ` and ${awake(name)}` : ''}`,
        for: '5m',
        severity: 'critical',
        summary: `${name} has no replica that is ready`,
        action: `kubectl describe deployment ${name}; a pod in Init waits for its model and says so in its log`,
      },
      {
        alert: 'ReplicasMissing',
        expr: `kube_deployment_spec_replicas${one} - kube_deployment_status_replicas_available${one} > 0`,
        for: '15m',
        severity: 'warning',
        summary: `${name} has fewer ready replicas than it asks for`,
        action: 'look for pods that are pending (no room, quota) or not ready',
      },
      {
        alert: 'ContainersRestart',
        expr: `${restarts} > 3`,
        severity: 'warning',
        summary: `containers of ${name} restart again and again`,
        action: 'kubectl logs --previous tells why; OOMKilled means that its memory is too small',
      },
    ],
    panels: [
      {
        title: 'Replicas',
        queries: [
          { expr: `kube_deployment_spec_replicas${one}`, legend: 'asked for' },
          { expr: `kube_deployment_status_replicas_available${one}`, legend: 'ready' },
        ],
      },
      { title: 'Restarts in 15 minutes', queries: [{ expr: restarts, legend: 'restarts' }] },
    ],
  };
};

import { quoted } from '../rules';
import { type AspectOf, nothing } from './aspect';

/** True while an autoscaler wants any replica. */
export function awake(deployment: string): string {
  return `on () kube_deployment_spec_replicas{deployment=${quoted(deployment)}} > 0`;
}

/** How kube-state-metrics calls replicas that are asked for and that are ready, and how names of pods end. */
const standing: Readonly<Record<string, { readonly asked: string; readonly ready: string; readonly pods: string }>> = {
  Deployment: {
    asked: 'kube_deployment_spec_replicas',
    ready: 'kube_deployment_status_replicas_available',
    pods: '-[a-z0-9]+-[a-z0-9]{5}',
  },
  // The second number is that of a pod in a group of a LeaderWorkerSet.
  StatefulSet: {
    asked: 'kube_statefulset_replicas',
    ready: 'kube_statefulset_status_replicas_available',
    pods: '-[0-9]+(-[0-9]+)?',
  },
};

/** Replicas of a standing service, and whether its containers stay up. */
export const deployment: AspectOf = ({ workload, scaling }) => {
  const series = standing[workload?.kind ?? ''];
  if (workload === undefined || series === undefined) return nothing;
  const { name } = workload;
  const kind = workload.kind.toLowerCase();
  const one = `{${kind}=${quoted(name)}}`;
  const [asked, ready] = [`${series.asked}${one}`, `${series.ready}${one}`];
  const restarts = `sum(increase(kube_pod_container_status_restarts_total{pod=~${quoted(`${name}${series.pods}`)}}[15m]))`;
  return {
    rules: [
      {
        alert: 'ServiceDown',
        expr: `${ready} == 0${scaling?.min === 0 ? ` and ${awake(name)}` : ''}`,
        for: '5m',
        severity: 'critical',
        summary: `${name} has no replica that is ready`,
        action: `kubectl describe ${kind} ${name}; a pod in Init waits for its model and says so in its log`,
      },
      {
        alert: 'ReplicasMissing',
        expr: `${asked} - ${ready} > 0`,
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
          { expr: asked, legend: 'asked for' },
          { expr: ready, legend: 'ready' },
        ],
      },
      { title: 'Restarts in 15 minutes', queries: [{ expr: restarts, legend: 'restarts' }] },
    ],
  };
};

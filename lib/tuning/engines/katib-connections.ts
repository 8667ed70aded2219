import type { AccessRequest } from '../../companions/network-access';
import { type HasPeer, peer } from '../../vocabulary/access';
import type { Labels } from '../../vocabulary/labels';

const suggestionPort = 6789;
const earlyStoppingPort = 6788;

function component(name: string, namespace: string): HasPeer {
  const labels = { 'katib.kubeflow.org/component': name };
  return peer({ name: `katib-${name}`, labels, namespace, ports: [suggestionPort] });
}

/**
 * Who talks to whom in a search. Katib gives the pods of trials and of the algorithm's service the labels of the
 * Experiment, so one selector holds for both.
 */
export function katibConnections(
  name: string,
  labels: Labels,
  namespace: string,
  stopsEarly: boolean,
): readonly AccessRequest[] {
  const ports = [suggestionPort, ...(stopsEarly ? [earlyStoppingPort] : [])];
  const service = { name: `${name}-suggestion`, labels, ports };
  return [
    {
      self: service,
      access: {
        callers: [component('controller', namespace)],
        calls: [component('db-manager', namespace)],
        apiServer: stopsEarly,
      },
    },
    ...(stopsEarly ? [{ self: { name, labels }, access: { calls: [peer(service)] } }] : []),
  ];
}

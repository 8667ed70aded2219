import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { emit } from '../../kinds/emit';
import type { CoordinatorContext } from '../federation-engine';
import { flowerPorts } from './flower-container';

const { control, fleet } = flowerPorts;

/** The Service inside of the cluster, and a load balancer for sites of other clusters where one is asked for. */
export function flowerServices(scope: Construct, context: CoordinatorContext): Record<string, ApiObject> {
  const { name, federation, spec } = context;
  const { expose, outside, props } = spec;
  const service = write(scope, context, {
    id: 'Service',
    name,
    spec: { type: 'ClusterIP', ports: [port('control', control), port('fleet', fleet)] },
  });
  if (expose.by !== 'loadBalancer') return { service };
  const balanced = write(scope, context, {
    id: 'FleetService',
    name: `${federation}-fleet`,
    annotations: expose.annotations,
    spec: {
      type: 'LoadBalancer',
      // Keeps the callers' addresses, by which the network policies know them.
      externalTrafficPolicy: 'Local',
      loadBalancerSourceRanges: outside.flatMap(({ cidrs }) => cidrs),
      ports: [port('fleet', props.address?.port ?? fleet, fleet)],
    },
  });
  return { service, fleet: balanced };
}

/** By number: not every Kubernetes finds the name of a port of a native sidecar. */
function port(name: string, number: number, targetPort = number) {
  return { name, port: number, protocol: 'TCP', targetPort };
}

interface Written {
  readonly id: string;
  readonly name: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec: object;
}

function write(scope: Construct, { selector }: CoordinatorContext, { id, name, annotations = {}, spec }: Written) {
  return emit(scope, id, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: selector, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: { ...spec, selector },
  });
}

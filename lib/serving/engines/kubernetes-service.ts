import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { servicePort } from '../../companions/route';
import { emit } from '../../kinds/emit';
import type { ServiceContext } from '../service-engine';

/** The Service of a model, port 80: inside of the cluster, or behind a load balancer. */
export function kubernetesService(
  scope: Construct,
  { name, spec: { expose }, selector, labels }: ServiceContext,
): ApiObject {
  const balanced = expose.by === 'loadBalancer' ? expose : undefined;
  const annotated = balanced !== undefined && Object.keys(balanced.annotations).length > 0;
  return emit(scope, 'Service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels, ...(annotated && { annotations: balanced.annotations }) },
    spec: {
      type: balanced === undefined ? 'ClusterIP' : 'LoadBalancer',
      ...(balanced !== undefined &&
        balanced.sourceRanges.length > 0 && { loadBalancerSourceRanges: balanced.sourceRanges }),
      selector,
      ports: [{ name: 'http', port: servicePort, protocol: 'TCP', targetPort: 'http' }],
    },
  });
}

import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { servicePort } from '../../companions/route';
import { seconds } from '../../duration';
import { emit } from '../../kinds/emit';
import type { ServiceSpec } from '../model-service-spec';
import type { ServiceContext } from '../service-engine';

/** What its Service is made of. */
export interface ServedBy extends Pick<ServiceContext, 'name' | 'selector' | 'labels' | 'front' | 'entryPort'> {
  readonly spec: Pick<ServiceSpec, 'expose'> & { readonly props: Pick<ServiceSpec['props'], 'rollout' | 'sticky'> };
}

/**
 * The Service of a model, port 80: inside of the cluster, or behind a load balancer. `other` names a second one, inside
 * of the cluster, for one of its versions.
 */
export function kubernetesService(
  scope: Construct,
  { name, spec: { props, expose }, selector, labels, front = selector, entryPort }: ServedBy,
  other?: string,
): ApiObject {
  const balanced = expose.by === 'loadBalancer' && other === undefined ? expose : undefined;
  const annotated = balanced !== undefined && Object.keys(balanced.annotations).length > 0;
  const answering = props.rollout?.by === 'switch' ? props.rollout.to.labels : front;
  return emit(scope, other === undefined ? 'Service' : `Service-${other}`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: other ?? name, labels, ...(annotated && { annotations: balanced.annotations }) },
    spec: {
      type: balanced === undefined ? 'ClusterIP' : 'LoadBalancer',
      ...(balanced !== undefined &&
        balanced.sourceRanges.length > 0 && { loadBalancerSourceRanges: balanced.sourceRanges }),
      selector: answering,
      ...(props.sticky !== undefined && {
        sessionAffinity: 'ClientIP',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: seconds(props.sticky) } },
      }),
      ports: [
        {
          name: 'http',
          port: servicePort,
          protocol: 'TCP',
          targetPort: front === selector ? (entryPort ?? 'http') : 'http',
          ...(expose.by === 'grpcRoute' && { appProtocol: 'kubernetes.io/h2c' }),
        },
      ],
    },
  });
}

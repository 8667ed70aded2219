import { checkOperator, type OperatorNeed } from '../../platform/operator-need';
import type { Platform } from '../../platform/platform';
import type { Field } from '../../problems';
import type { ServiceSpec } from '../model-service-spec';

/** The definitions of InferencePool, and a Gateway that knows them. */
export const inferenceExtension: OperatorNeed = { operator: 'gateway-api-inference-extension', version: '1.0' };

/** Whether a picker can choose among these pods. */
export function checkPicked(
  { props, expose }: ServiceSpec,
  namespace: string | undefined,
  platform: Platform,
  field: Field,
): void {
  if (expose.by !== 'inferencePool') return;
  const at = field.at('expose');
  checkOperator(inferenceExtension, 'inferencePool()', platform, at);
  if (props.server?.pickable !== true) {
    at.problem('not-allowed', {
      got: 'inferencePool() before a server whose metrics the picker does not know',
      allowed: 'a service with server: vllm()',
      remedy: 'give the server, or expose it by route()',
    });
  }
  if (props.transformer !== undefined) {
    at.problem('not-allowed', {
      got: 'inferencePool() beside a transformer',
      allowed: 'a pool whose pods answer the requests themselves',
      remedy: 'leave the transformer out, or expose the service by route()',
    });
  }
  const { peer } = expose.picker;
  if (peer.namespace === undefined || peer.namespace === namespace) return;
  at.at('picker').problem('not-allowed', {
    got: `${peer.name} in namespace ${peer.namespace}`,
    allowed: `a picker in namespace ${namespace}`,
    remedy: 'put it beside the service: a pool names a Service of its own namespace',
  });
}

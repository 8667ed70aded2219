import { hasNativeSidecars } from '../../pod/native-sidecars';
import type { Field } from '../../problems';
import { claimsOnNodes } from '../../vocabulary/storage';
import { EndpointPicker } from '../llm/endpoint-picker';
import type { ServiceSpec } from '../model-service-spec';
import type { CheckedService } from '../service-engine';

/** The longest that leaves room for `-kserve-prefill` in a label of 63 characters. */
const longestName = 48;

/** Whether a service's prompts can be read by other pods. */
export function checkPrefill({ name, spec, platform }: CheckedService, own: ServiceSpec, field: Field): void {
  if (name.length > longestName) {
    field.problem('name-too-long', {
      got: `${name}, of ${name.length} characters`,
      allowed: `at most ${longestName} for <name>-kserve-prefill`,
      remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
    });
  }
  if (!hasNativeSidecars(platform)) {
    field.problem('version-too-old', {
      got: `a routing sidecar on Kubernetes ${platform.kubernetes}`,
      allowed: 'Kubernetes 1.29 or newer',
      remedy: 'leave prefill out, or upgrade the cluster and platform.kubernetes',
    });
  }
  checkRouted(spec, field);
  // One pod of each role is two; more of one role have been told.
  if (own.pods.max === 1) claimsOnNodes(own.mounts, 2, field.at('mounts'));
  const unable = [spec, own].find(({ props }) => props.server?.handsOver === undefined);
  if (unable !== undefined) {
    (unable === spec ? field : field.at('server')).problem('not-allowed', {
      got: unable.props.server === undefined ? 'no server that is known' : `${unable.props.server.name}()`,
      allowed: 'a server that hands over what it has read: vllm()',
      remedy: 'give it server: vllm(), or leave prefill out',
    });
    return;
  }
  sameModel(spec, own, field.at('server'));
  inOneGroup(spec, field);
  if (own.given.server !== spec.given.server) inOneGroup(own, field.at('server'));
}

/** What vLLM hands over is of all layers. @see https://github.com/vllm-project/vllm/issues/52913 */
function inOneGroup({ props }: ServiceSpec, field: Field): void {
  const pipeline = props.server?.served?.(props).spread.pipeline ?? 1;
  if (pipeline === 1) return;
  field.problem('not-allowed', {
    got: `prefill with ${pipeline} groups of layers`,
    allowed: 'pipelineParallel: 1',
    remedy: 'share layers between more GPUs by tensorParallel, in pods with more GPUs, or leave prefill out',
  });
}

/** Without a picker that knows both roles nothing is ever read elsewhere, or it is answered by the wrong pod. */
function checkRouted({ expose }: ServiceSpec, field: Field): void {
  if (expose.by !== 'inferencePool') {
    field.problem('not-allowed', {
      got: `prefill behind ${expose.by}()`,
      allowed: 'a service behind inferencePool()',
      remedy:
        'expose it by inferencePool(host, new EndpointPicker(..., { disaggregated: true })): only a picker sends prompts there',
    });
    return;
  }
  const { picker, withoutPicker } = expose;
  if (picker instanceof EndpointPicker && !picker.disaggregated) {
    field.problem('not-allowed', {
      got: `prefill behind the picker ${picker.name}, which takes all pods for the same`,
      allowed: 'a picker that is disaggregated',
      remedy: 'give the EndpointPicker disaggregated: true',
    });
  }
  if (withoutPicker === 'FailOpen') {
    field.problem('not-allowed', {
      got: "prefill behind inferencePool() with withoutPicker: 'FailOpen'",
      allowed: "withoutPicker: 'FailClose'",
      remedy: 'leave it out: requests without a picker would go to pods that do not answer',
    });
  }
}

/** The name in a request is read by the servers of both roles. */
function sameModel(spec: ServiceSpec, own: ServiceSpec, field: Field): void {
  const [names, others] = [spec, own].map(({ props }) =>
    [props.server?.served?.(props).name, ...Object.keys(props.server?.adapters ?? {}).sort()].join(', '),
  );
  if (names === others) return;
  field.problem('not-allowed', {
    got: `a server of ${others}`,
    allowed: `one of ${names}, as the service's`,
    remedy: 'give both servers the same servedName and adapters',
  });
}

import { atLeast } from '../../platform/version';
import type { Field } from '../../problems';
import { gpuResource } from '../../vocabulary/compute';
import { groupSizeOf } from '../llm/parallel';
import type { ServiceContext } from '../service-engine';
import type { KserveModel } from './kserve-model';
import { uriForNodes } from './kserve-nodes';

/** What a service over several pods cannot be on KServe, by the property that says it. */
interface Refusal {
  readonly at: readonly string[];
  readonly got: unknown;
  readonly allowed: string;
  readonly remedy: string;
}

/** Variables that KServe writes. */
const written = ['PIPELINE_PARALLEL_SIZE', 'TENSOR_PARALLEL_SIZE'];
/** Of the label `isvc.<name>-predictor-worker`. */
const longestName = 63 - 'isvc.-predictor-worker'.length;

/** Whether KServe keeps the other pods of a predictor. @see https://github.com/kserve/kserve/issues/6113 */
function keepsWorkers(version: string): boolean {
  return atLeast(version, '0.19') && (!atLeast(version, '0.20') || atLeast(version, '0.20.1'));
}

function* refusals({ spec, platform }: ServiceContext, model: KserveModel | undefined): Generator<Refusal> {
  const { props, pods, expose } = spec;
  const { version = '' } = platform.operators?.kserve ?? {};
  if (!keepsWorkers(version)) {
    yield {
      at: ['engine'],
      got: `KServe ${version}`,
      allowed: 'KServe 0.19, or one newer than 0.20.0, which deletes the other pods again and again (kserve#6113)',
      remedy: 'run another version and say so in platform.operators.kserve.version, or spread over one pod',
    };
  }
  if (props.scale !== undefined || pods.max !== 1) {
    yield {
      at: [props.scale === undefined ? 'replicas' : 'scale'],
      got: props.scale === undefined ? `${pods.max} replicas` : props.scale,
      allowed: 'replicas: 1: KServe makes the other pods of one copy, however many replicas there are',
      remedy: 'set replicas: 1, and make a second service for a second copy',
    };
  }
  if (uriForNodes(props) === undefined) {
    yield {
      at: ['model'],
      got: props.model?.name,
      allowed: 'a model on a claim, or ociImage(): KServe gives nothing else to several pods',
      remedy: "put it on a claim that many nodes read: claim.model('name', 'version')",
    };
  }
  if (model?.runtime !== undefined) {
    yield {
      at: ['engine', 'model', 'runtime'],
      got: model.runtime,
      allowed: 'the runtime of its own, in which the pods find each other',
      remedy: 'leave it out',
    };
  }
  const alone = { sidecars: props.sidecars?.length, batching: props.batching, requestLog: props.requestLog?.url };
  for (const [key, got] of Object.entries(alone)) {
    if (got === undefined || got === 0) continue;
    yield {
      at: [key],
      got,
      allowed: 'one container in each pod: KServe refuses a worker with more',
      remedy: `leave ${key} out, or spread over one pod`,
    };
  }
  if (expose.by === 'inferencePool') {
    yield {
      at: ['expose'],
      got: 'inferencePool()',
      allowed: 'route(), ingress(), loadBalancer() or internal()',
      remedy: 'choose another: of these pods one answers',
    };
  }
  for (const key of written.filter((name) => props.env?.[name] !== undefined)) {
    yield { at: ['env', key], got: props.env?.[key], allowed: 'what KServe writes there', remedy: 'leave it out' };
  }
  if (gpuResource(props.compute, platform) === undefined) {
    yield {
      at: ['compute', 'gpu'],
      got: "GPUs by 'dra'",
      allowed: 'GPUs of a device plugin: KServe counts them in the requests',
      remedy: 'choose a pool of such nodes',
    };
  }
}

/** Everything that KServe refuses, or would run as something else. */
export function checkNodes(context: ServiceContext, model: KserveModel | undefined, field: Field): void {
  const { name, spec } = context;
  if (groupSizeOf(spec.props) === 1) return;
  for (const { at, ...refusal } of refusals(context, model)) {
    at.reduce((place, key) => place.at(key), field).problem('multi-node', refusal);
  }
  if (name.length <= longestName) return;
  field.at('name').problem('name-too-long', {
    got: `${name}, of ${name.length} characters`,
    allowed: `at most ${longestName}: KServe labels pods with isvc.<name>-predictor-worker`,
    remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
  });
}

import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import type { PodTemplate } from '../../../imports/kubernetes';
import { emit } from '../../kinds/emit';
import { checkOperator } from '../../platform/operator-need';
import type { Field } from '../../problems';
import type { Labels } from '../../vocabulary/labels';
import { gathered, gatheringSeconds, type ServerGroup } from '../group';
import { groupSizeOf } from '../llm/parallel';
import type { CheckedService, ServiceContext } from '../service-engine';
import { llmContainer } from './kserve-llm-pod';

/** Copies of a model over several pods each: the first pod, which answers, and the others. */
export interface LlmGroup {
  readonly size: number;
  readonly first: PodTemplate;
  readonly worker: PodTemplate;
}

/** What KServe adds to the name of its LeaderWorkerSet. */
export const groupSuffix = '-kserve-mn';
/** A StatefulSet labels its pods with its name and a hash. */
const hash = 11;

/** The pods of a copy that one pod cannot hold; undefined where one can. */
export function llmGroup({ spec, pod }: ServiceContext): LlmGroup | undefined {
  const { props } = spec;
  const { inGroup } = props.server ?? {};
  const size = groupSizeOf(props);
  if (size === 1 || inGroup === undefined) return undefined;
  const group: ServerGroup = { size, first: 'LWS_LEADER_ADDRESS', place: 'LWS_WORKER_INDEX' };
  const main = {
    ...llmContainer({ ...spec, startupSeconds: spec.startupSeconds + gatheringSeconds }),
    adds: inGroup.variables,
  };
  const placement = gathered(props.placement);
  return {
    size,
    first: pod({ main: { ...main, ...inGroup.leads(props, group) }, placement }),
    // LeaderWorkerSet ends all pods of a copy with any of them: only the first is asked.
    worker: pod({ main: { ...main, ...inGroup.follows(props, group), ports: undefined, probes: {} }, placement }),
  };
}

/** Labels of the first pods: KServe gives those of the service to all, and this one to the first alone. */
export function firstPods(selector: Labels): Labels {
  return { ...selector, 'kserve.io/component': 'workload' };
}

/** Whether KServe can run a copy over several pods. */
export function checkGroup({ name, spec, platform }: CheckedService, field: Field): void {
  if (groupSizeOf(spec.props) === 1) return;
  checkOperator({ operator: 'lws', version: '0.6' }, 'a copy over several pods', platform, field.at('server'));
  const longest = 63 - groupSuffix.length - hash - `-${Math.max(0, spec.pods.max - 1)}`.length;
  if (name.length > longest) {
    field.at('name').problem('name-too-long', {
      got: `${name}, of ${name.length} characters`,
      allowed: `at most ${longest} for <name>${groupSuffix}-<number> and a hash`,
      remedy: "give a shorter 'name', or a shorter 'instance' on the chart",
    });
  }
}

const configName = 'kserve-config-llm-worker-pipeline-parallel';
const written = new WeakMap<IConstruct, Set<string>>();

/**
 * What KServe merges pods of a group into. Version 0.20 asks for it by this name and brings none; a namespace's own wins
 * over one that a later version brings. It is empty: the pods are whole. One namespace has one.
 */
export function groupConfig(scope: Construct): void {
  const { root } = scope.node;
  const namespace = Chart.of(scope).namespace ?? '';
  const namespaces = written.get(root) ?? new Set();
  written.set(root, namespaces);
  if (namespaces.has(namespace)) return;
  namespaces.add(namespace);
  emit(scope, 'GroupConfig', {
    apiVersion: 'serving.kserve.io/v1alpha2',
    kind: 'LLMInferenceServiceConfig',
    metadata: { name: configName },
    spec: {},
  });
}

import type { Construct } from 'constructs';
import type { LlmInferenceServiceSpec, LlmParallelism, LlmRouter, LlmWorkload } from '../../../imports/kserve-llm';
import type { PodTemplate } from '../../../imports/kubernetes';
import { servicePort } from '../../companions/route';
import { emit } from '../../kinds/emit';
import { everyPodField } from '../../pod/pod-fields';
import { Field } from '../../problems';
import { record } from '../../shape';
import { value } from '../../value';
import type { Labels } from '../../vocabulary/labels';
import { restartingSecrets } from '../../vocabulary/secrets';
import type { ServiceSpec } from '../model-service-spec';
import {
  type CheckedService,
  ownServiceFeatures,
  plainFeatures,
  type RenderedService,
  type ServiceContext,
  type ServiceEngine,
} from '../service-engine';
import { checkGroup, firstPods, groupConfig, groupSuffix, type LlmGroup, llmGroup } from './kserve-llm-group';
import { checkLlmPod, llmContainer, llmName, modelAddress } from './kserve-llm-pod';
import {
  type PrefillOptions,
  pooledLabels,
  prefillOptions,
  prefillPods,
  roleLabels,
  routedPort,
  routingSidecar,
} from './kserve-llm-prefill';
import { checkPrefill } from './kserve-llm-prefill-check';
import { kubernetesService } from './kubernetes-service';

/** What KServe runs beyond a pod for each replica. */
export interface KserveLlmOptions {
  /** Pods that read prompts, so that those of the service only answer. @default each pod does both */
  readonly prefill?: PrefillOptions;
}

const shape = record<KserveLlmOptions>({ prefill: prefillOptions });

/**
 * An LLMInferenceService of KServe that runs the service's own pods. KServe makes their Deployment; Service, route, pool
 * and autoscaler are those of every engine. @see https://kserve.github.io/website/docs/model-serving/generative-inference/llmisvc/llmisvc-overview
 */
export function kserveLlm(options: KserveLlmOptions = {}): ServiceEngine {
  const { prefill } = options ?? {};
  return value('engine', {
    name: 'kserveLlm',
    needs: [{ operator: 'kserve', version: '0.20' }],
    supports: [...plainFeatures, ...ownServiceFeatures, 'inferencePool', 'multiNode'],
    carries: everyPodField,
    owns: [],
    entryPort: (spec) => (prefill === undefined ? undefined : routedPort(spec)),
    check: (service, field) => check(service, options, field),
    render: (scope, context) => renderLlm(scope, context, prefill),
  } as const satisfies ServiceEngine);
}

function check(service: CheckedService, options: KserveLlmOptions, field: Field): void {
  const { name, spec, platform } = service;
  llmName(service, field);
  checkLlmPod(spec, field);
  shape(options, field.at('engine'));
  checkGroup(service, field);
  if (options?.prefill === undefined || field.problems.length > 0) return;
  const at = field.at('engine').at('prefill');
  const pods = prefillPods(name, {}, spec, options.prefill, platform, at);
  if (pods === undefined) return;
  checkLlmPod(pods.spec, at);
  checkPrefill(service, pods.spec, at);
}

function renderLlm(scope: Construct, context: ServiceContext, prefill: PrefillOptions | undefined): RenderedService {
  const { name, spec, selector, labels, platform } = context;
  const reading = prefill && prefillPods(name, selector, spec, prefill, platform, Field.of(scope));
  const group = llmGroup(context);
  const pod =
    group?.first ??
    context.pod({
      main: llmContainer(spec, reading !== undefined),
      sidecars: reading === undefined ? [] : [routingSidecar(spec, platform)],
    });
  const readingPod = reading && context.beside(reading)({ main: llmContainer(reading.spec, true) });
  const router = routerOf(context);
  const specOfService: LlmInferenceServiceSpec = {
    model: {
      uri: modelAddress(spec),
      name: spec.props.server?.served?.(spec.props).name ?? spec.props.model?.name ?? name,
    },
    ...workloadOf(spec, pod, reading && roleLabels('decode')),
    ...(group && inGroups(spec, group)),
    storageInitializer: { enabled: false },
    ...(reading && readingPod && { prefill: workloadOf(reading.spec, readingPod, roleLabels('prefill')) }),
    ...(router !== undefined && { router }),
  };
  const workload = emit(scope, 'Resource', {
    apiVersion: 'serving.kserve.io/v1alpha2',
    kind: 'LLMInferenceService',
    metadata: {
      name,
      labels,
      annotations: { ...spec.props.annotations, 'serving.kserve.io/disable-localmodel': 'true' },
    },
    spec: specOfService,
  });
  if (group !== undefined) groupConfig(scope);
  const answering = group && firstPods(selector);
  return {
    objects: { workload, service: kubernetesService(scope, { ...context, front: answering }) },
    endpoints: [{ name: 'http', host: name, port: servicePort }],
    podSets: [
      { labels: selector, count: spec.pods.max, pod },
      ...(group ? [{ labels: selector, count: spec.pods.max * (group.size - 1), pod: group.worker }] : []),
      ...(reading && readingPod ? [{ labels: reading.selector, count: reading.spec.pods.max, pod: readingPod }] : []),
    ],
    ...runsOf(name, group),
    ...(answering && { answering, amongPods: true }),
    ...(reading && {
      beside: [{ ...reading, runs: { kind: 'Deployment', name: `${name}-kserve-prefill` } }],
      pooled: pooledLabels(selector),
    }),
  };
}

/** What KServe makes of it: a LeaderWorkerSet begins with a StatefulSet of its name, of the first pods. */
function runsOf(name: string, group: LlmGroup | undefined): Pick<RenderedService, 'scaleTarget' | 'runs'> {
  const made = `${name}${group === undefined ? '-kserve' : groupSuffix}`;
  const scaled =
    group === undefined
      ? { apiVersion: 'apps/v1', kind: 'Deployment' }
      : { apiVersion: 'leaderworkerset.x-k8s.io/v1', kind: 'LeaderWorkerSet' };
  return {
    scaleTarget: { ...scaled, name: made },
    runs: { kind: group === undefined ? 'Deployment' : 'StatefulSet', name: made },
  };
}

/** KServe makes groups of as many pods as it knows groups of layers: each pod counts for one. */
function inGroups({ props }: ServiceSpec, { size, worker }: LlmGroup): Pick<LlmWorkload, 'parallelism' | 'worker'> {
  return { parallelism: { tensor: props.compute.gpu?.count ?? 1, pipeline: size }, worker: worker.spec };
}

/** Pods of one role. */
function workloadOf(spec: ServiceSpec, pod: PodTemplate, role: Labels | undefined): LlmWorkload {
  const { labels, annotations } = podMetadata(spec, pod);
  const parallelism = parallelismOf(spec);
  return {
    labels: { ...labels, ...role },
    ...(annotations !== undefined && { annotations }),
    ...(spec.replicas !== undefined && { replicas: spec.replicas }),
    ...(parallelism !== undefined && { parallelism }),
    template: pod.spec,
  };
}

/** Its Deployment selects by these labels, for ever: the user's, which may change, stay on the service itself. */
function podMetadata({ props }: ServiceSpec, { metadata }: PodTemplate): Pick<LlmWorkload, 'labels' | 'annotations'> {
  const restarting = restartingSecrets(props.secrets ?? []);
  const annotations = {
    ...metadata.annotations,
    ...(restarting.length > 0 && { 'secret.reloader.stakater.com/reload': restarting.join(',') }),
  };
  const lasting = Object.entries(metadata.labels).filter(([key]) => !Object.hasOwn(props.labels ?? {}, key));
  return {
    labels: Object.fromEntries(lasting),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
}

/** What the arguments of the server say already, in KServe's words; the webhook compares it. */
function parallelismOf({ props }: ServiceSpec): LlmParallelism | undefined {
  const spread = props.server?.served?.(props).spread;
  if (spread === undefined) return undefined;
  const { tensor, pipeline, data } = spread;
  return { tensor, ...(pipeline > 1 && { pipeline }), ...(data > 1 && { data, dataLocal: data }) };
}

/** The route and the pool that stand beside it: KServe makes none of its own, and tells their state. */
function routerOf({ name, spec: { expose }, platform: { gateway } }: ServiceContext): LlmRouter | undefined {
  if (gateway === undefined || (expose.by !== 'route' && expose.by !== 'inferencePool')) return undefined;
  const { name: gatewayName, namespace, listener } = gateway;
  return {
    gateway: { refs: [{ name: gatewayName, namespace, ...(listener !== undefined && { sectionName: listener }) }] },
    route: { http: { refs: [{ name }] } },
    ...(expose.by === 'inferencePool' && { scheduler: { pool: { ref: { name } } } }),
  };
}

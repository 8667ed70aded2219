import type { Construct } from 'constructs';
import type { LlmInferenceServiceSpec, LlmParallelism, LlmRouter } from '../../../imports/kserve-llm';
import type { PodTemplate } from '../../../imports/kubernetes';
import { servicePort } from '../../companions/route';
import { emit } from '../../kinds/emit';
import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import { restartingSecrets } from '../../vocabulary/secrets';
import type { ServiceSpec } from '../model-service-spec';
import { plainFeatures, type RenderedService, type ServiceContext, type ServiceEngine } from '../service-engine';
import { checkLlm, llmContainer, modelAddress } from './kserve-llm-pod';
import { kubernetesService } from './kubernetes-service';

/**
 * An LLMInferenceService of KServe that runs the service's own pods. KServe makes their Deployment; Service, route, pool
 * and autoscaler are those of every engine. @see https://kserve.github.io/website/docs/model-serving/generative-inference/llmisvc/llmisvc-overview
 */
export function kserveLlm(): ServiceEngine {
  return value('engine', {
    name: 'kserveLlm',
    needs: [{ operator: 'kserve', version: '0.20' }],
    supports: [...plainFeatures, 'inferencePool'],
    carries: everyPodField,
    owns: [],
    check: checkLlm,
    render: renderLlm,
  } as const satisfies ServiceEngine);
}

function renderLlm(scope: Construct, context: ServiceContext): RenderedService {
  const { name, spec, selector, labels } = context;
  const pod = context.pod({ main: llmContainer(spec) });
  const runs = { kind: 'Deployment', name: `${name}-kserve` };
  const parallelism = parallelismOf(spec);
  const router = routerOf(context);
  const specOfService: LlmInferenceServiceSpec = {
    model: {
      uri: modelAddress(spec),
      name: spec.props.server?.served?.(spec.props).name ?? spec.props.model?.name ?? name,
    },
    ...podMetadata(spec, pod),
    storageInitializer: { enabled: false },
    ...(spec.replicas !== undefined && { replicas: spec.replicas }),
    ...(parallelism !== undefined && { parallelism }),
    template: pod.spec,
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
  return {
    objects: { workload, service: kubernetesService(scope, context) },
    endpoints: [{ name: 'http', host: name, port: servicePort }],
    podSets: [{ labels: selector, count: spec.pods.max, pod }],
    scaleTarget: { apiVersion: 'apps/v1', ...runs },
    runs,
  };
}

/** Its Deployment selects by these labels, for ever: the user's, which may change, stay on the service itself. */
function podMetadata(
  { props }: ServiceSpec,
  { metadata }: PodTemplate,
): Pick<LlmInferenceServiceSpec, 'labels' | 'annotations'> {
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

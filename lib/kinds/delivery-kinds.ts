import type { KindDefinition, PodsAt } from './kind';

const template = '/spec/template';
const replicas = { template, count: '/spec/replicas' };
const canary = '/spec/strategy/canary';
const blueGreen = '/spec/strategy/blueGreen';
/** The rule that Argo Rollouts adds for a header, or for copies of requests. */
const rule = (name: string, list: string) => `${list}[] | select(.name == "${name}")`;

/** A part of an InferenceService. */
const component = (part: string): PodsAt => ({
  template: `/spec/${part}`,
  count: `/spec/${part}/minReplicas`,
  most: `/spec/${part}/maxReplicas`,
  grows: 'rollout',
  bare: true,
});

/** Kinds of operators that serve, roll out and sync. */
export const deliveryKinds: readonly KindDefinition[] = [
  { group: 'argoproj.io', kind: 'AnalysisTemplate', operator: 'argo-rollouts', order: 205, wave: -1 },
  {
    group: 'argoproj.io',
    kind: 'Rollout',
    operator: 'argo-rollouts',
    makes: ['analysisruns', 'experiments'],
    order: 213,
    pods: [{ ...replicas, grows: 'rollout' }],
    nameLimit: 46,
    health: true,
    writesTo: [
      {
        group: '',
        kind: 'Service',
        names: [
          `${canary}/stableService`,
          `${canary}/canaryService`,
          `${blueGreen}/activeService`,
          `${blueGreen}/previewService`,
        ],
        fields: ['/spec/selector/rollouts-pod-template-hash'],
      },
      {
        group: 'gateway.networking.k8s.io',
        kind: 'HTTPRoute',
        names: [`${canary}/trafficRouting/plugins/argoproj-labs~1gatewayAPI/httpRoutes/*/name`],
        fields: ['.spec.rules[].backendRefs[].weight', rule('rollout-header', '.spec.rules')],
      },
      {
        group: 'networking.istio.io',
        kind: 'VirtualService',
        names: [`${canary}/trafficRouting/istio/virtualService/name`],
        fields: [
          '.spec.http[].route[].weight',
          rule('rollout-header', '.spec.http'),
          rule('rollout-mirror', '.spec.http'),
        ],
      },
    ],
  },
  {
    group: 'serving.kserve.io',
    kind: 'LocalModelNodeGroup',
    operator: 'kserve',
    scope: 'cluster',
    order: 26,
    wave: -3,
  },
  {
    group: 'serving.kserve.io',
    kind: 'LocalModelCache',
    operator: 'kserve',
    scope: 'cluster',
    order: 27,
    wave: -3,
    immutable: ['/spec/sourceModelUri'],
    nameLimit: 63,
  },
  {
    group: 'serving.kserve.io',
    kind: 'ServingRuntime',
    operator: 'kserve',
    order: 241,
    wave: -1,
    pods: [{ template: '/spec', bare: true, pattern: true }],
    nameLimit: 63,
  },
  {
    group: 'serving.kserve.io',
    kind: 'InferenceService',
    operator: 'kserve',
    order: 242,
    pods: [
      ...['transformer', 'explainer'].map(component),
      {
        ...component('predictor'),
        template: '/spec/predictor/workerSpec',
        group: '/spec/predictor/workerSpec/pipelineParallelSize',
      },
      { ...component('predictor'), main: '/spec/predictor/model' },
    ],
    nameLimit: 53,
    health: true,
    immutable: ['/metadata/annotations/serving.kserve.io~1deploymentMode'],
  },
  {
    group: 'serving.kserve.io',
    kind: 'LLMInferenceService',
    operator: 'kserve',
    order: 242,
    pods: [
      { template: '/spec/template', count: '/spec/replicas', grows: 'rollout', bare: true },
      { template: '/spec/worker', count: '/spec/replicas', group: '/spec/parallelism/pipeline', bare: true },
      {
        template: '/spec/prefill/template',
        count: '/spec/prefill/replicas',
        grows: 'rollout',
        bare: true,
        unscaled: true,
      },
    ],
    runsAs: {
      kind: 'Deployment',
      suffix: '-kserve',
      where: { at: '/spec/worker', kind: 'LeaderWorkerSet', suffix: '-kserve-mn' },
    },
    nameLimit: 56,
    immutable: [
      '/spec/labels',
      '/spec/parallelism/pipeline',
      '/spec/prefill/labels',
      '/spec/prefill/parallelism/pipeline',
    ],
  },
  {
    group: 'serving.kserve.io',
    kind: 'LLMInferenceServiceConfig',
    operator: 'kserve',
    order: 241,
    wave: -1,
    nameLimit: 63,
  },
  { group: 'serving.kserve.io', kind: 'InferenceGraph', operator: 'kserve', order: 243, nameLimit: 53 },
  {
    group: 'serving.knative.dev',
    kind: 'Service',
    operator: 'knative',
    makes: ['configurations', 'revisions', 'routes'],
    order: 244,
    pods: [{ template }],
    nameLimit: 63,
    health: true,
  },
  {
    group: 'ray.io',
    kind: 'RayService',
    operator: 'kuberay',
    makes: ['rayclusters'],
    order: 245,
    pods: [
      { template: '/spec/rayClusterConfig/headGroupSpec/template' },
      {
        template: '/spec/rayClusterConfig/workerGroupSpecs/*/template',
        count: '/spec/rayClusterConfig/workerGroupSpecs/*/replicas',
        most: '/spec/rayClusterConfig/workerGroupSpecs/*/maxReplicas',
      },
    ],
    nameLimit: 47,
  },
  {
    group: 'inference.networking.k8s.io',
    kind: 'InferencePool',
    operator: 'gateway-api-inference-extension',
    order: 319,
  },
  { group: 'networking.istio.io', kind: 'VirtualService', operator: 'istio', order: 322 },
  { group: 'gateway.envoyproxy.io', kind: 'SecurityPolicy', operator: 'envoy-gateway', order: 324 },
  { group: 'argoproj.io', kind: 'AppProject', operator: 'argo-cd', governs: true, order: 400, wave: -1 },
  { group: 'argoproj.io', kind: 'Application', operator: 'argo-cd', governs: true, order: 410, health: true },
];

import type { CatalogueName } from '../../platform/image-catalogue';
import type { AccountRule } from '../../vocabulary/identity';

/** A program that picks pods, and what it is told. */
export interface Picker {
  readonly image: CatalogueName;
  /** Services of its health port that probes ask for. */
  readonly asks: { readonly alive: string; readonly ready: string };
  /** What it reads of its namespace. */
  readonly rules: readonly AccountRule[];
  readonly config: string;
}

const reads = (group: string, ...resources: readonly string[]): AccountRule => ({
  apiGroups: [group],
  resources,
  verbs: ['get', 'list', 'watch'],
});

const rules = [
  reads('', 'pods'),
  reads('inference.networking.k8s.io', 'inferencepools'),
  reads('inference.networking.x-k8s.io', 'inferencemodelrewrites', 'inferenceobjectives'),
];

/** Pods that all do the same. Weights of its makers: short queues, free memory, and most the pod that knows the prompt. */
const alike: Picker = {
  image: 'endpoint-picker',
  asks: { alive: 'inference-extension', ready: 'inference-extension' },
  rules,
  config: `apiVersion: inference.networking.x-k8s.io/v1alpha1
kind: EndpointPickerConfig
plugins:
- type: queue-scorer
- type: kv-cache-utilization-scorer
- type: prefix-cache-scorer
- type: metrics-data-source
  parameters:
    scheme: http
    path: /metrics
    insecureSkipVerify: true
- type: core-metrics-extractor
schedulingProfiles:
- name: default
  plugins:
  - pluginRef: queue-scorer
    weight: 2
  - pluginRef: kv-cache-utilization-scorer
    weight: 2
  - pluginRef: prefix-cache-scorer
    weight: 3
`,
};

/**
 * Pods that read prompts, and pods that go on from there, told apart by their label: every prompt is read elsewhere.
 * Plugins stand before those that name them. @see https://github.com/llm-d/llm-d-router/blob/main/docs/disaggregation.md
 */
const disaggregated: Picker = {
  image: 'disaggregating-picker',
  asks: { alive: 'liveness', ready: 'readiness' },
  rules: [...rules, reads('llm-d.ai', 'inferencemodelrewrites', 'inferenceobjectives')],
  config: `apiVersion: inference.networking.x-k8s.io/v1alpha1
kind: EndpointPickerConfig
plugins:
- type: disagg-headers-handler
- type: prefill-filter
- type: decode-filter
- type: queue-scorer
- type: kv-cache-utilization-scorer
- type: active-request-scorer
- type: prefix-cache-scorer
- type: max-score-picker
- type: always-disagg-pd-decider
- type: disagg-profile-handler
  parameters:
    deciders:
      prefill: always-disagg-pd-decider
schedulingProfiles:
- name: prefill
  plugins:
  - pluginRef: prefill-filter
  - pluginRef: queue-scorer
    weight: 2
  - pluginRef: kv-cache-utilization-scorer
    weight: 2
  - pluginRef: prefix-cache-scorer
    weight: 3
  - pluginRef: max-score-picker
- name: decode
  plugins:
  - pluginRef: decode-filter
  - pluginRef: active-request-scorer
    weight: 2
  - pluginRef: prefix-cache-scorer
    weight: 3
  - pluginRef: max-score-picker
`,
};

export const pickers = { alike, disaggregated } as const;

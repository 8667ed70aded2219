import { catalogueReference } from '../../platform/image-catalogue';
import type { Platform } from '../../platform/platform';
import type { ContainerRequest } from '../../pod/container';
import type { Compute } from '../../vocabulary/compute';
import type { AccountRule } from '../../vocabulary/identity';
import { configFiles } from '../../vocabulary/storage';

/** Where a Gateway asks. */
export const pickerPort = 9002;
const healthPort = 9003;
const configPath = '/config';

/** What it reads of its namespace. */
export const pickerRules: readonly AccountRule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['inference.networking.k8s.io'], resources: ['inferencepools'], verbs: ['get', 'list', 'watch'] },
  {
    apiGroups: ['inference.networking.x-k8s.io'],
    resources: ['inferencemodelrewrites', 'inferenceobjectives'],
    verbs: ['get', 'list', 'watch'],
  },
];

/** The weights of its makers: short queues, free memory, and most of all the pod that knows the prompt. */
export const pickerConfig = {
  'plugins.yaml': `apiVersion: inference.networking.x-k8s.io/v1alpha1
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
} as const;

/** Its container. @see https://github.com/kubernetes-sigs/gateway-api-inference-extension/tree/v1.5.0/config/charts/epplib */
export function pickerPod(
  {
    pool,
    namespace,
    config,
    compute,
  }: { readonly pool: string; readonly namespace?: string; readonly config: string; readonly compute: Compute },
  platform: Platform,
): ContainerRequest {
  const probe = { grpc: { port: healthPort, service: 'inference-extension' } };
  return {
    name: 'picker',
    image: catalogueReference('endpoint-picker', platform),
    args: [
      ...['--pool-name', pool, '--pool-group', 'inference.networking.k8s.io'],
      ...(namespace === undefined ? [] : ['--pool-namespace', namespace]),
      ...['--config-file', `${configPath}/plugins.yaml`, '--zap-encoder', 'json'],
      ...['--tracing=false', '--metrics-endpoint-auth=false'],
    ],
    compute,
    mounts: [configFiles(config, configPath)],
    ports: [
      { name: 'grpc', containerPort: pickerPort, protocol: 'TCP' },
      { name: 'grpc-health', containerPort: healthPort, protocol: 'TCP' },
    ],
    probes: {
      startupProbe: { ...probe, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 24 },
      readinessProbe: { ...probe, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 3 },
      livenessProbe: { ...probe, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    },
  };
}

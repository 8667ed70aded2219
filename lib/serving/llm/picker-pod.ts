import { catalogueReference } from '../../platform/image-catalogue';
import type { Platform } from '../../platform/platform';
import type { ContainerRequest } from '../../pod/container';
import type { Compute } from '../../vocabulary/compute';
import { configFiles } from '../../vocabulary/storage';
import type { Picker } from './pickers';

/** Where a Gateway asks. */
export const pickerPort = 9002;
const healthPort = 9003;
const configPath = '/config';

/** Its container. @see https://github.com/kubernetes-sigs/gateway-api-inference-extension/tree/v1.5.0/config/charts/epplib */
export function pickerPod(
  {
    pool,
    namespace,
    config,
    compute,
    variant: { image, asks },
  }: {
    readonly pool: string;
    readonly namespace?: string;
    readonly config: string;
    readonly compute: Compute;
    readonly variant: Picker;
  },
  platform: Platform,
): ContainerRequest {
  const probe = (service: string) => ({ grpc: { port: healthPort, service } });
  return {
    name: 'picker',
    image: catalogueReference(image, platform),
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
      startupProbe: { ...probe(asks.alive), periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 24 },
      readinessProbe: { ...probe(asks.ready), periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 3 },
      livenessProbe: { ...probe(asks.alive), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    },
  };
}

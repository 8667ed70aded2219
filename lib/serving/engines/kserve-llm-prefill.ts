import { catalogueReference } from '../../platform/image-catalogue';
import type { Platform } from '../../platform/platform';
import type { ContainerRequest } from '../../pod/container';
import type { Field } from '../../problems';
import { integer, listOf, record, required, text } from '../../shape';
import { type Compute, compute } from '../../vocabulary/compute';
import { type Labels, selectorLabels } from '../../vocabulary/labels';
import { type Placement, placement } from '../../vocabulary/placement';
import { type ModelServer, modelServer } from '../model-server';
import { type ServiceSpec, serviceSpec } from '../model-service-spec';
import type { PodsBeside } from '../service-engine';

/** Pods that read prompts, so that those of the service only answer. */
export interface PrefillOptions {
  /** How many of them. */
  readonly replicas: number;
  /** @default that of the service */
  readonly compute?: Compute;
  /** Their server, of the same model: another spread over GPUs. @default that of the service */
  readonly server?: ModelServer;
  /** Further arguments, after those of the service. @default none */
  readonly args?: readonly string[];
  /** @default that of the service */
  readonly placement?: Placement;
}

export const prefillOptions = record<PrefillOptions>({
  replicas: required(integer(1, 10_000)),
  compute,
  server: modelServer,
  args: listOf(text),
  placement,
});

/** Name and probes' handler of the container are those of KServe's `config-llm-decode-template`, which is merged. */
const sidecarName = 'llm-d-routing-sidecar';
const probePeriod = 15;

/** What KServe and the picker of llm-d go by. @see https://github.com/llm-d/llm-d-router/blob/main/docs/disaggregation.md */
export const roleLabel = 'llm-d.ai/role';
const workloadLabel = { 'kserve.io/component': 'workload' };

/** The port at which all pods of the pool answer: of a routing sidecar here, of the server itself there. */
export function routedPort({ port }: Pick<ServiceSpec, 'port'>): number {
  return port < 65_535 ? port + 1 : port - 1;
}

/** The pods that read prompts, as a service of their own. */
export function prefillPods(
  name: string,
  selector: Labels,
  spec: ServiceSpec,
  options: PrefillOptions,
  platform: Platform,
  field: Field,
): PodsBeside | undefined {
  const { scale: _scale, signals: _signals, expose: _expose, engine: _engine, args = [], ...given } = spec.given;
  const { args: more = [], ...other } = options;
  const part = `${name}-prefill`;
  const own = serviceSpec(
    { ...given, ...other, name: part, port: routedPort(spec), args: [...args, ...more] },
    part,
    platform,
    field,
  );
  const labels = selectorLabels(name, 'model-prefill', selector['app.kubernetes.io/instance']);
  return own && { name: part, selector: labels, spec: own };
}

/** Labels beyond those that select: written by KServe too, and part of what its Deployments select by. */
export function roleLabels(role: 'prefill' | 'decode'): Labels {
  return { ...workloadLabel, [roleLabel]: role };
}

/** Labels of the pods of both roles. */
export function pooledLabels({ 'app.kubernetes.io/component': _one, ...both }: Labels): Labels {
  return { ...both, ...workloadLabel };
}

/**
 * What takes the requests of a pod that answers, and has their prompts read elsewhere first. It trusts the header that
 * says where, which the picker sets: network policies say whom these pods may reach at all.
 */
export function routingSidecar(spec: ServiceSpec, platform: Platform): ContainerRequest {
  const port = routedPort(spec);
  const probe = { httpGet: { path: '/health', port: 'routed', scheme: 'HTTP' }, periodSeconds: probePeriod };
  return {
    name: sidecarName,
    image: catalogueReference('routing-sidecar', platform),
    command: [
      '/app/pd-sidecar',
      `--port=${port}`,
      `--vllm-port=${spec.port}`,
      '--kv-connector=nixlv2',
      '--secure-proxy=false',
      '--enable-ssrf-protection=false',
    ],
    compute: { cpu: '500m', memory: '512Mi' },
    ports: [{ name: 'routed', containerPort: port, protocol: 'TCP' }],
    probes: {
      readinessProbe: { ...probe, timeoutSeconds: 5, failureThreshold: 2 },
      // It may ask the server, which loads its model for as long.
      livenessProbe: {
        ...probe,
        timeoutSeconds: 5,
        failureThreshold: Math.ceil(spec.progressSeconds / probePeriod),
      },
    },
  };
}

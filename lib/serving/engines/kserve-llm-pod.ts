import { isSource } from '../../models/model-source';
import type { Field } from '../../problems';
import { imageText } from '../../vocabulary/image';
import type { ModelServiceProps, ServiceSpec } from '../model-service-spec';
import { probes } from '../server-container';
import type { CheckedService, ServicePodChanges } from '../service-engine';

/** Folders of its container that KServe's configuration mounts something over. */
const mountedOver = ['/home', '/models'];

/**
 * The server as KServe takes it. KServe merges the pod into its own configuration `config-llm-template`: what that
 * says of probes and of the end must be overwritten in the same words.
 */
export function llmContainer(spec: ServiceSpec, handsOver = false): ServicePodChanges['main'] {
  const { startupProbe, readinessProbe, livenessProbe } = probes(spec);
  return {
    name: 'main',
    probes: {
      startupProbe: overHttp(startupProbe),
      readinessProbe: overHttp(readinessProbe),
      livenessProbe: overHttp(livenessProbe),
    },
    lifecycle: { preStop: { exec: { command: ['sleep', String(spec.leaveSeconds)] } } },
    ...(handsOver && handOver(spec)),
  };
}

/** What its server needs to hand over prompts, where the user does not say it otherwise. */
function handOver({ props, given }: ServiceSpec): ServicePodChanges['main'] {
  const { flag, value, variables } = props.server?.handsOver ?? { flag: '', value: '', variables: [] };
  const said = given.args?.some((one) => one.split('=')[0]?.replaceAll('_', '-') === flag) ?? false;
  return { adds: variables, ...(!said && { args: [...(props.args ?? []), flag, value] }) };
}

function overHttp<Asked extends { readonly httpGet?: object }>(probe: Asked): Asked {
  return { ...probe, httpGet: { ...probe.httpGet, scheme: 'HTTP' } };
}

/** Where the model comes from, or else where the pod has it; the pod brings it, so this is for who reads it. */
export function modelAddress({ props, models }: ServiceSpec): string {
  const { model } = props;
  const [own] = models.filter(({ prop }) => prop === 'model');
  if (model === undefined || own === undefined) return `oci://${imageText(props.image)}`;
  if (!isSource(model)) return `pvc://${model.claim}/${model.name}/${model.version}`;
  return model.byKserve?.uri ?? `file://${own.path}`;
}

/** Whether KServe can name Services after it. */
export function llmName({ name }: CheckedService, field: Field): void {
  if (/^[a-z]/.test(name)) return;
  field.at('name').problem('bad-name', {
    got: name,
    allowed: 'a name that starts with a letter',
    remedy: 'rename it: KServe names Services after it',
  });
}

/** What would not come through the merge, or the webhook. */
export function checkLlmPod({ props, models }: ServiceSpec, field: Field): void {
  oneHandler(props, field.at('health'));
  for (const { path, mounts, prop } of models) {
    const over = mountedOver.find((folder) => mounts.length === 0 && `${path}/`.startsWith(`${folder}/`));
    if (over === undefined) continue;
    field.at(prop).problem('field-not-carried', {
      got: `a model in the image at ${path}`,
      allowed: `a folder outside of ${mountedOver.join(' and ')}`,
      remedy: `KServe mounts an empty volume at ${over}: put the model elsewhere in the image`,
    });
  }
  const spread = props.server?.served?.(props).spread;
  if (spread !== undefined && spread.pipeline > 1 && spread.data > 1) {
    field.at('server').problem('parallelism', {
      got: `${spread.data} copies of ${spread.pipeline} groups of layers in one pod`,
      allowed: 'several copies, or groups of layers, not both: KServe refuses it',
      remedy: 'raise tensorParallel, lower pipelineParallel, or give pods fewer GPUs and more replicas',
    });
  }
}

/** Its configuration asks by GET, and a probe has one way of asking. */
function oneHandler({ health = {} }: ModelServiceProps, field: Field): void {
  for (const key of ['started', 'ready', 'alive'] as const) {
    const asked = health[key];
    if (asked === undefined || 'httpGet' in asked.action) continue;
    field.at(key).problem('field-not-carried', {
      got: Object.keys(asked.action)[0],
      allowed: "http('/path')",
      remedy: 'KServe adds its own GET to it: ask by http(), without an API key of vllm(), or choose another engine',
    });
  }
}

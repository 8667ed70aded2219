import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Predictor, ProtocolVersion, ServingRuntimeSpec } from '../../../imports/kserve';
import type { PodTemplate } from '../../../imports/kubernetes';
import { emit } from '../../kinds/emit';
import { dnsName } from '../../names';
import { securityInContainers } from '../../pod/pod-security-in-containers';
import type { Field } from '../../problems';
import { type Check, oneOf, record, required, text } from '../../shape';
import type { ServiceSpec } from '../model-service-spec';
import type { ServiceContext } from '../service-engine';

/** A model of a known format; KServe fetches it before the server starts. */
export interface KserveModel {
  /** Format that the runtime must serve, such as `sklearn`. */
  readonly format: string;
  /** @default any version of the format */
  readonly version?: string;
  /** Where it lies: `s3://`, `gs://`, `hf://`, `oci://`, `pvc://`, `https://`. @default the service's `model`, or the image */
  readonly uri?: string;
  /** A runtime that exists. @default a ServingRuntime of this name that runs the service's container */
  readonly runtime?: string;
  /** @default KServe's: v1 */
  readonly protocol?: ProtocolVersion;
}

const schemes = ['s3', 'gs', 'hf', 'oci', 'pvc', 'https', 'http', 'hdfs', 'webhdfs'];

const uri: Check<string> = (value, field) => {
  const scheme = /^([a-z0-9]+):\/\/./.exec(String(value))?.[1];
  if (scheme !== undefined && schemes.includes(scheme)) return;
  field.problem('not-allowed', {
    got: value,
    allowed: schemes.map((name) => `${name}://`).join(', '),
    remedy: 'give the address of the model, scheme first',
  });
};

export const kserveModel: Check<KserveModel> = record<KserveModel>({
  format: required(text),
  version: text,
  uri,
  runtime: dnsName,
  protocol: oneOf('v1', 'v2', 'grpc-v1', 'grpc-v2'),
});

/** A model from one place, not from two. */
export function modelFits({ props }: ServiceSpec, model: KserveModel | undefined, field: Field): void {
  if (model?.uri === undefined || props.model === undefined) return;
  field.at('uri').problem('not-allowed', {
    got: model.uri,
    allowed: "the service's model or a uri",
    remedy: 'remove one: both are put at /mnt/models',
  });
}

/** The pod as a predictor: its own container, or a model for a runtime. */
export function implementation(
  scope: Construct,
  context: ServiceContext,
  model: KserveModel | undefined,
  { spec }: PodTemplate,
  overNodes?: Partial<ServingRuntimeSpec>,
): { readonly predictor: Partial<Predictor>; readonly runtime?: ApiObject } {
  const { containers, ...around } = spec;
  const [server, ...beside] = containers;
  if (model === undefined || server === undefined) return { predictor: spec };
  const { name: _name, ...container } = server;
  const own = model.runtime === undefined;
  return {
    predictor: {
      ...around,
      ...(beside.length > 0 && { containers: beside }),
      model: {
        name: '',
        modelFormat: formatOf(model),
        runtime: model.runtime ?? context.name,
        ...(model.protocol !== undefined && { protocolVersion: model.protocol }),
        ...(model.uri !== undefined && { storageUri: model.uri }),
        ...(own ? { resources: container.resources } : container),
      },
    },
    ...(own && { runtime: servingRuntime(scope, context, model, spec, overNodes) }),
  };
}

function formatOf({ format, version }: KserveModel): { readonly name: string; readonly version?: string } {
  return { name: format, ...(version !== undefined && { version }) };
}

/** A runtime for this format, with the server's container; a runtime has no security of the pod. */
function servingRuntime(
  scope: Construct,
  { name, labels }: ServiceContext,
  model: KserveModel,
  pod: PodTemplate['spec'],
  overNodes: Partial<ServingRuntimeSpec> = {},
): ApiObject {
  const runtime: ServingRuntimeSpec = {
    supportedModelFormats: [{ ...formatOf(model), autoSelect: false }],
    protocolVersions: [model.protocol ?? 'v1'],
    multiModel: false,
    containers: securityInContainers(pod).containers.slice(0, 1),
    ...(pod.volumes !== undefined && { volumes: pod.volumes }),
    ...overNodes,
  };
  return emit(scope, 'Runtime', {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ServingRuntime',
    metadata: { name, labels },
    spec: runtime,
  });
}

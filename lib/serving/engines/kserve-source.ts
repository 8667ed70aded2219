import { type ByKserve, isSource } from '../../models/model-source';
import type { Field } from '../../problems';
import type { Labels } from '../../vocabulary/labels';
import { nameOf } from '../../vocabulary/named';
import { groupSizeOf } from '../llm/parallel';
import type { ModelServiceProps, ServiceSpec } from '../model-service-spec';
import type { KserveModel } from './kserve-model';
import { uriForNodes } from './kserve-nodes';

/** The service's source, where KServe brings it: for a runtime of a format, from a store that KServe knows. */
function broughtByKserve({ props }: Pick<ServiceSpec, 'props'>, model: KserveModel | undefined): ByKserve | undefined {
  return model !== undefined && isSource(props.model) ? props.model.byKserve : undefined;
}

/** The model with the address of the service's source; KServe brings the model of a service over several pods always. */
export function withSource(props: ModelServiceProps, given: KserveModel | undefined): KserveModel | undefined {
  const overNodes = groupSizeOf(props) > 1;
  const model = given ?? (overNodes ? { format: props.server?.name ?? '' } : undefined);
  const uri = broughtByKserve({ props }, model)?.uri ?? (overNodes ? uriForNodes(props) : undefined);
  return model === undefined || uri === undefined ? model : { ...model, uri };
}

/** The Secret whose keys KServe gives to its download. @see https://kserve.github.io/website/ */
export function sourceAnnotations(spec: ServiceSpec, model: KserveModel | undefined): Labels {
  const secret = broughtByKserve(spec, model)?.secret;
  return secret === undefined ? {} : { 'serving.kserve.io/storageSecretName': nameOf(secret.secret) };
}

/** KServe's own download compares no hashes, and reads the store's address from annotations of the Secret. */
export function sourceCarried(spec: ServiceSpec, model: KserveModel | undefined, field: Field): void {
  const brought = broughtByKserve(spec, model);
  const renamed = brought?.secret?.variables === undefined ? [] : ['credentials'];
  for (const key of [...(brought?.ignores ?? []), ...renamed]) {
    field.at(key).problem('not-allowed', {
      got: `${key} of a model that KServe brings`,
      allowed: 'what its download reads: the address, and a whole Secret with its own keys',
      remedy:
        'leave it out, or leave out model of kserve(): then the container is the server, and its pod fetches the model',
    });
  }
}

import type { Construct } from 'constructs';
import { fetchModels, type ModelInPod, modelMounts, ownModel } from '../models/model-in-pod';
import { isSource, placedModel } from '../models/model-source';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import type { Labels } from '../vocabulary/labels';
import type { ModelServiceProps, ServiceSpec } from './model-service-spec';

const adapterRoot = '/mnt/adapters';

/** The service's model, and what its server serves beside it. */
export function modelsOf({ model, server }: ModelServiceProps): readonly ModelInPod[] {
  return [
    ...ownModel(model),
    ...Object.entries(server?.adapters ?? {}).map(
      ([title, one]): ModelInPod => ({
        ...placedModel(one, `${adapterRoot}/${title}`),
        model: one,
        title,
        prop: 'server',
      }),
    ),
  ];
}

/** The service where something else brings its own model. */
export function withoutOwnModel(spec: ServiceSpec): ServiceSpec {
  const models = spec.models.filter(({ prop }) => prop !== 'model');
  return { ...spec, models, mounts: [...(spec.props.mounts ?? []), ...modelMounts(models)] };
}

/** The containers that bring the models of a service. */
export function fetchServed(
  scope: Construct,
  name: string,
  { props, models }: ServiceSpec,
  labels: Labels,
  platform: Platform,
): readonly ContainerRequest[] {
  return fetchModels(scope, { name, models, beside: [props, ...(props.sidecars ?? [])] }, labels, platform);
}

/** What a source asks of the engine; a model on a claim is asked for as such. */
export function asked(feature: 'modelFromClaim' | 'modelFetched' | 'modelFromImage') {
  return ({ models }: ServiceSpec) =>
    models.find(({ model }) => (isSource(model) ? model.asks : 'modelFromClaim') === feature)?.model.name;
}

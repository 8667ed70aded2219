import { catalogueReference } from '../platform/image-catalogue';
import type { Platform } from '../platform/platform';
import type { ContainerRequest } from '../pod/container';
import { modelPath } from '../vocabulary/model';
import type { ServiceSpec } from './model-service-spec';

const script = `until [ -e "$MODEL_PATH" ]; do
  echo "waiting for the model: nothing at $MODEL_PATH yet; a training writes it, or correct the version"
  sleep 10
done`;

/** Holds the pod, with the cause in its log, until the model is there: no server that crashes without one. */
export function waitForModel(
  { props: { model }, mounts }: ServiceSpec,
  platform: Platform,
): readonly ContainerRequest[] {
  if (model === undefined) return [];
  return [
    {
      name: 'wait-for-model',
      image: catalogueReference('busybox', platform),
      command: ['sh', '-c', script],
      compute: { cpu: '10m', memory: '16Mi', ephemeralStorage: '16Mi' },
      mounts: mounts.slice(-1),
      adds: [{ name: 'MODEL_PATH', value: modelPath(model) }],
    },
  ];
}

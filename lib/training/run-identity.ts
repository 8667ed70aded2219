import { canonicalJson, shortHash } from '../canonical';
import { imageText } from '../vocabulary/image';
import { nameOf } from '../vocabulary/named';
import type { SecretUse } from '../vocabulary/secrets';
import { declaredMount } from '../vocabulary/storage';
import type { ContainerProps } from '../vocabulary/workload';
import type { TrainingSpec } from './training-job-spec';

/** Label of every object of one training, whatever the run. */
export const stemLabel = 'mlops.cdk8s.io/stem';
export const runLabel = 'mlops.cdk8s.io/run';
/** Annotation of a run with everything that decided it. */
export const inputsAnnotation = 'mlops.cdk8s.io/inputs';

/** A run: the hash in its name and the text that was hashed. */
export interface RunIdentity {
  readonly run: string;
  readonly inputs: string;
}

function declaredSecret({ secret, variables, path }: SecretUse): object {
  return { secret: nameOf(secret), variables, path };
}

function declaredContainer({ image, command, args, env, secrets = [] }: ContainerProps): object {
  return { image: imageText(image), command, args, env, secrets: secrets.map(declaredSecret) };
}

/**
 * What decides whether a training runs again: declared inputs only. Placement, resources, hardening, labels, the
 * engine and the version of this library do not count. A change of this function repeats every training of every
 * user: it is a major release, and a fixture pins it.
 */
export function runIdentity({ props, mounts, versions, workers, launcher, run, purpose }: TrainingSpec): RunIdentity {
  const { produces, profile, sidecars = [] } = props;
  const inputs = {
    ...declaredContainer(props),
    mounts: mounts.map(declaredMount),
    produces: produces?.name,
    sidecars:
      sidecars.length > 0
        ? sidecars.map((sidecar) => ({ name: sidecar.name, ...declaredContainer(sidecar) }))
        : undefined,
    versions,
    workers,
    launcher: launcher === undefined ? undefined : { name: launcher.feature, ...launcher.settings },
    profile: profile === true ? profile : undefined,
    run,
    ...purpose.declares,
  };
  return { run: shortHash(inputs), inputs: canonicalJson(inputs) };
}

import type { ReplicatedJob } from '../../../imports/jobset';
import type { PodTemplate } from '../../../imports/kubernetes';
import type { Initializer } from '../../../imports/trainer';
import type { Field } from '../../problems';
import { type Check, record, required, text } from '../../shape';
import { openAddress } from '../../vocabulary/address';
import { type Compute, compute } from '../../vocabulary/compute';
import { type Image, image } from '../../vocabulary/image';
import { type Named, named, nameOf } from '../../vocabulary/named';
import { type Mount, mount } from '../../vocabulary/storage';
import type { HelperPod } from '../training-engine';
import type { TrainingSpec } from '../training-job-spec';

/** Fetches a dataset or a model once, before the workers start. */
export interface InitializerOptions {
  /** Where it lies, such as `hf://owner/dataset` or `s3://bucket/path`. */
  readonly uri: string;
  /** Kubeflow's initializer, where you pushed it. */
  readonly image: Image;
  /** `claim.at('/workspace')`: the folder it fills, which the workers mount too. */
  readonly at: Mount;
  /** Secret with the credentials of the store. @default none */
  readonly secret?: Named;
  /** @default 1 CPU and 2Gi */
  readonly compute?: Compute;
}

/** Where Kubeflow's initializers write. */
const workspace = '/workspace';
/** Name of the volume that Trainer looks for. */
const volumeName = 'initializer';
export type InitializerStep = 'dataset-initializer' | 'model-initializer';

const shape = record<InitializerOptions>({
  uri: required(openAddress(text)),
  image: required(image),
  at: required(mount),
  secret: named,
  compute,
});

export const initializer: Check<InitializerOptions> = (options, field) => {
  const before = field.problems.length;
  shape(options, field);
  if (field.problems.length > before) return;
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\/.+$/.test(options.uri)) {
    field.at('uri').problem('not-allowed', {
      got: options.uri,
      allowed: 'an address with a scheme',
      remedy: "give a text such as 's3://bucket/path'",
    });
  }
  if (options.at.path !== workspace || options.at.readOnly || !('claim' in options.at.source)) {
    field.at('at').problem('not-allowed', {
      got: options.at.path,
      allowed: `a claim at ${workspace}, written to`,
      remedy: `give claim.at('${workspace}')`,
    });
  }
};

/** Whether the workers have the folder that it fills. */
export function initializerOnSpec({ at }: InitializerOptions, { mounts }: TrainingSpec, field: Field): void {
  const claim = 'claim' in at.source ? at.source.claim : undefined;
  if (mounts.some(({ source }) => 'claim' in source && source.claim === claim)) return;
  field.at('mounts').problem('missing-prop', {
    got: `workers without the claim '${claim}'`,
    allowed: 'the claim that an initializer fills, mounted in the workers',
    remedy: "add claim.at('/workspace', { readOnly: true }) to mounts",
  });
}

/** What the TrainJob says of it. */
export function initializerOf({ uri, secret }: InitializerOptions): Initializer {
  return { storageUri: uri, ...(secret !== undefined && { secretRef: { name: nameOf(secret) } }) };
}

/** The Job of the runtime that does it. */
export function initializerJob(
  step: InitializerStep,
  { image: program, at, compute: wanted = { cpu: '1', memory: '2Gi' } }: InitializerOptions,
  helperPod: (wanted: HelperPod) => PodTemplate,
): ReplicatedJob {
  const pod = helperPod({ role: step, container: step, image: program, compute: wanted, mounts: [at] });
  return {
    name: step,
    replicas: 1,
    groupName: 'default',
    template: {
      metadata: { labels: { 'trainer.kubeflow.org/trainjob-ancestor-step': step } },
      spec: {
        parallelism: 1,
        completions: 1,
        completionMode: 'Indexed',
        backoffLimit: 3,
        template: renamed(pod, at),
      },
    },
  };
}

/** The pod with the volume under the name by which Trainer knows it. */
function renamed({ metadata, spec }: PodTemplate, { path }: Mount): PodTemplate {
  const [container] = spec.containers;
  const before = container?.volumeMounts?.find(({ mountPath }) => mountPath === path)?.name;
  const rename = <T extends { readonly name: string }>(named: T) =>
    named.name === before ? { ...named, name: volumeName } : named;
  return {
    metadata,
    spec: {
      ...spec,
      volumes: spec.volumes?.map(rename),
      containers: spec.containers.map((one) => ({ ...one, volumeMounts: one.volumeMounts?.map(rename) })),
    },
  };
}

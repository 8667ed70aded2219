import { type Check, record, required, text } from '../shape';
import { webAddress } from '../vocabulary/address';
import type { ModelSource } from './model-source';
import { type FetchOptions, fetchShape } from './store-options';
import { stored } from './stores';

export interface HuggingFaceOptions extends Omit<FetchOptions, 'sha256'> {
  /** The commit, all 40 digits: a branch or a tag moves. */
  readonly commit: string;
  /** Name of the model, a folder at /mnt/models and a label. @default that of the repository */
  readonly name?: string;
  /** Address of a mirror of the Hub. @default 'https://huggingface.co' */
  readonly endpoint?: string;
}

export interface MlflowModelOptions extends FetchOptions {
  /** Address of the tracking server, such as `http://mlflow.tracking.svc:5000`; it hands out artifacts itself. */
  readonly server: string;
}

const commit: Check<string> = (value, field) => {
  if (typeof value === 'string' && /^[0-9a-f]{40}$/.test(value)) return;
  field.problem('not-allowed', {
    got: value,
    allowed: 'the 40 hexadecimal digits of a commit',
    remedy: 'name the commit: a branch or a tag moves, and pods of one version would serve different models',
  });
};

/**
 * A repository of the Hugging Face Hub, each file compared with the hash that the Hub states; a Secret holds HF_TOKEN.
 * @param repository such as `organisation/model`
 */
export function huggingFace(repository: string, options: HuggingFaceOptions): ModelSource {
  const { sha256: _none, ...shape } = fetchShape;
  return stored<HuggingFaceOptions>(
    {
      store: 'hf',
      pattern: /^hf:\/\/[\w.-]+\/[\w.-]+@/,
      example: 'organisation/model',
      options: record<HuggingFaceOptions>({ ...shape, commit: required(commit), name: text, endpoint: webAddress }),
      variables: { HF_ENDPOINT: 'endpoint' },
      kserve: false,
    },
    `hf://${repository}@${options?.commit}`,
    options,
    { name: options?.name ?? String(repository).replace(/^.*\//, ''), version: String(options?.commit) },
  );
}

/**
 * A version of MLflow's registry, `models:/name/version`; a Secret holds MLFLOW_TRACKING_TOKEN, or
 * MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.
 */
export function mlflowModel(uri: `models:/${string}/${number}`, options: MlflowModelOptions): ModelSource {
  const [, name = '', version = ''] = /^models:\/(.+)\/(\d+)$/.exec(String(uri)) ?? [];
  return stored<MlflowModelOptions>(
    {
      store: 'models',
      pattern: /^models:\/[^/\s]+\/\d+$/,
      example: 'models:/prices/3',
      options: record<MlflowModelOptions>({ ...fetchShape, server: required(webAddress) }),
      variables: { MLFLOW_TRACKING_URI: 'server' },
      kserve: false,
    },
    uri,
    options,
    { name, version },
  );
}

import { type Check, record, text } from '../shape';
import { openAddress, webAddress } from '../vocabulary/address';
import { modelPath, modelsMount } from '../vocabulary/model';
import { onlyRead, scratch } from '../vocabulary/storage';
import { type Fetch, fits, type ModelSource, modelSource } from './model-source';
import type { StoreModule } from './store-modules';
import { type FetchOptions, roomFor, type StoreOptions, storeShape } from './store-options';

export interface S3Options extends StoreOptions {
  /** Address of a store that speaks as S3 does, such as `http://objects.storage.svc:8333`. @default Amazon's */
  readonly endpoint?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
}

/** What makes one store different from the others. */
export interface StoreKind<Options extends FetchOptions> {
  readonly store: StoreModule;
  /** What an address looks like. */
  readonly pattern: RegExp;
  readonly example: string;
  readonly options: Check<Options>;
  /** Variables, each from an option; KServe's download would ignore those options. */
  readonly variables?: Readonly<Record<string, keyof Options & string>>;
  /** Whether KServe's own download knows the store. */
  readonly kserve: boolean;
}

/** A model that an init container fetches. */
export function stored<Options extends FetchOptions>(
  { store, pattern, example, options: check, variables = {}, kserve }: StoreKind<Options>,
  uri: string,
  options: Options,
  words: { readonly name: string; readonly version: string },
): ModelSource {
  const { size, sha256, credentials, host } = options ?? {};
  const volume = options?.volume ?? roomFor(String(size));
  const given = Object.entries(variables).filter(([, option]) => options?.[option as keyof Options] !== undefined);
  const fetch: Fetch = {
    store,
    uri,
    size,
    sha256,
    credentials,
    host,
    volume,
    variables: Object.fromEntries(given.map(([name, option]) => [name, String(options[option as keyof Options])])),
  };
  const ignores = [
    ...(['sha256', 'volume'] as const).filter((key) => options?.[key] !== undefined),
    ...given.map(([, option]) => option),
  ];
  return modelSource({
    ...words,
    size,
    origin: { uri, ...(sha256 !== undefined && { sha256 }) },
    brought: true,
    asks: 'modelFetched',
    ...(kserve && { byKserve: { uri, secret: credentials, ignores } }),
    placed: (root) => ({
      path: modelPath(words, root),
      mounts: [typeof volume === 'string' ? onlyRead(scratch(root, volume)) : modelsMount(volume, root)],
      fetch,
    }),
    valid: (field) => {
      check(options, field);
      address(pattern, example)(uri, field.at('uri'));
    },
    onPlatform: (_platform, field) =>
      fits(size, typeof volume === 'string' ? volume : volume.capacity, field.at('size')),
  });
}

const address = (pattern: RegExp, example: string) =>
  openAddress((uri, field) => {
    if (typeof uri === 'string' && pattern.test(uri)) return;
    field.problem('not-allowed', {
      got: uri,
      allowed: `an address such as ${example}`,
      remedy: 'correct it, without a slash at its end and without secrets in it',
    });
  });

const rest = '[^\\s?#]*[^\\s?#/]';
const plain = record<StoreOptions>(storeShape);

/** A folder of a bucket: `s3('s3://models/prices/v3', { name: 'prices', version: 'v3', size: '2Gi' })`. */
export function s3(uri: `s3://${string}`, options: S3Options): ModelSource {
  return stored<S3Options>(
    {
      store: 's3',
      pattern: new RegExp(`^s3://[a-z0-9.-]+/${rest}$`),
      example: 's3://bucket/folder',
      options: record<S3Options>({ ...storeShape, endpoint: webAddress, region: text }),
      variables: { AWS_ENDPOINT_URL: 'endpoint', AWS_REGION: 'region' },
      kserve: true,
    },
    uri,
    options,
    options,
  );
}

/** A folder of a bucket of Google's; a Secret holds HMAC keys, as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
export function gcs(uri: `gs://${string}`, options: StoreOptions): ModelSource {
  const pattern = new RegExp(`^gs://[a-z0-9._-]+/${rest}$`);
  return stored(
    { store: 'gs', pattern, example: 'gs://bucket/folder', options: plain, kserve: true },
    uri,
    options,
    options,
  );
}

/** A folder of a container of Azure's; a Secret holds AZURE_STORAGE_SAS_TOKEN. */
export function azure(uri: `https://${string}`, options: StoreOptions): ModelSource {
  const example = 'https://account.blob.core.windows.net/container/folder';
  const pattern = new RegExp(`^https://[a-z0-9.-]+/[a-z0-9$-]+/${rest}$`);
  return stored({ store: 'azure', pattern, example, options: plain, kserve: true }, uri, options, options);
}

/** One file of a web server; a Secret holds AUTHORIZATION, the value of that header. */
export function download(uri: `http${string}`, options: StoreOptions): ModelSource {
  const pattern = new RegExp(`^https?://[^/\\s?#@]+/${rest}$`);
  const example = 'https://host/model.onnx';
  return stored({ store: 'http_file', pattern, example, options: plain, kserve: true }, uri, options, options);
}

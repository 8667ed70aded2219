import { type ServedModel, servedModel } from '../../models/model-source';
import { dnsName } from '../../names';
import type { Field } from '../../problems';
import { type Check, integer, mapOf, oneOf, record, required, text, wrongType } from '../../shape';
import { exec, type Health, http } from '../../vocabulary/health';
import { type Named, named } from '../../vocabulary/named';
import { environmentFrom, type Rotation } from '../../vocabulary/secrets';
import { knownServer, type ModelServer, needsModel } from '../model-server';
import type { ModelServiceProps } from '../model-service-spec';
import { checkSpread, type Parallel, spreadOf } from './parallel';
import { servedName, vllmArguments } from './vllm-arguments';
import { vllmInGroup } from './vllm-group';
import { vllmHandOver } from './vllm-hand-over';
import { vllmMetrics } from './vllm-metrics';

/** The key that clients must send. */
export interface ApiKey {
  readonly secret: Named;
  /** Key of the Secret. */
  readonly key: string;
  /** What a change of it does. @default 'ignore': the next pod has it */
  readonly rotation?: Exclude<Rotation, 'reload'>;
}

/** Settings of vLLM; whatever is not here is an argument, `args`. @see https://docs.vllm.ai/en/stable/cli/serve/ */
export interface VllmOptions extends Parallel {
  /** Name by which clients ask for the model. @default the model's name */
  readonly servedName?: string;
  /** Longest prompt and answer together, in tokens. @default the model's own */
  readonly maxModelLength?: number;
  /** Share of the memory of each GPU that it takes. @default vLLM's: 0.9 */
  readonly gpuMemoryUtilization?: number;
  /** @default the model's own */
  readonly dtype?: 'bfloat16' | 'float16' | 'float32';
  /** Such as `fp8` or `awq`. @default the model's own */
  readonly quantization?: string;
  /** Requests that are under way at once, at most. @default vLLM's */
  readonly maxSequences?: number;
  /** LoRA adapters by the name that clients ask for. @default none */
  readonly adapters?: Readonly<Record<string, ServedModel>>;
  /** Highest rank of the adapters. @default vLLM's: 16 */
  readonly adapterRank?: number;
  /** @default none: whoever the network policies let in may ask */
  readonly apiKey?: ApiKey;
}

const defaultPort = 8000;
const keyVariable = 'VLLM_API_KEY';

/** Its caches in its scratch; nothing asked of the Hub, nothing told its makers; a name for a user that has none. */
const environment = {
  DO_NOT_TRACK: '1',
  HF_HOME: '/tmp/huggingface',
  HF_HUB_OFFLINE: '1',
  TORCHINDUCTOR_CACHE_DIR: '/tmp/torchinductor',
  TRITON_CACHE_DIR: '/tmp/triton',
  USER: 'vllm',
  VLLM_CACHE_ROOT: '/tmp/vllm',
  VLLM_NO_USAGE_STATS: '1',
};

const share: Check<number> = (value, field) => {
  if (typeof value !== 'number' || !(value > 0 && value <= 1)) wrongType(field, value, 'a share above 0, at most 1');
};

/** Names of adapters end the names of containers. */
const adapterName: Check<string> = (name, field) => {
  dnsName(name, field);
  if (name !== 'model' && name.length <= 40) return;
  field.problem('bad-name', { got: name, allowed: "at most 40 characters, not 'model'", remedy: 'rename the adapter' });
};

const options: Check<VllmOptions> = record<VllmOptions>({
  tensorParallel: integer(1, 64),
  pipelineParallel: integer(1, 64),
  servedName: text,
  maxModelLength: integer(1),
  gpuMemoryUtilization: share,
  dtype: oneOf('bfloat16', 'float16', 'float32'),
  quantization: text,
  maxSequences: integer(1),
  adapters: mapOf(servedModel, adapterName),
  adapterRank: integer(1, 512),
  apiKey: record<ApiKey>({ secret: required(named), key: required(text), rotation: oneOf('restart', 'ignore') }),
});

/** vLLM, which answers as OpenAI's API does, on port 8000; it serves the service's `model`. */
export function vllm(given: VllmOptions = {}): ModelServer {
  return knownServer({
    name: 'vllm',
    adapters: given?.adapters,
    metricsOnPort: true,
    pickable: true,
    inGroup: vllmInGroup,
    handsOver: vllmHandOver,
    served: (service) => ({ name: servedName(given, service), spread: spreadOf(service, given) }),
    valid: (field) => options(given, field),
    starts: (service, pathOf) => {
      const port = service.port ?? defaultPort;
      return {
        command: ['vllm', 'serve'],
        args: vllmArguments(given, service, port, pathOf),
        env: environment,
        port,
        metrics: vllmMetrics(port),
        health: health(given, port),
        secrets: keyOf(given),
      };
    },
    fits: (service, platform, field) => {
      needsModel(service, 'vllm()', field);
      noKeyInArguments(service, field);
      checkSpread(service, given, memoryShare(given), platform, field.at('server'));
    },
  });
}

/** Undefined where weights become smaller than their files. */
function memoryShare({ quantization, gpuMemoryUtilization = 0.9 }: VllmOptions): number | undefined {
  return quantization === undefined ? gpuMemoryUtilization : undefined;
}

function keyOf({ apiKey }: VllmOptions) {
  if (apiKey === undefined) return [];
  return [environmentFrom(apiKey.secret, { [keyVariable]: apiKey.key }, { rotation: apiKey.rotation ?? 'ignore' })];
}

/** `/health` says that the process is up, `/v1/models` that the model is there. */
function health({ apiKey }: VllmOptions, port: number): Health {
  const ready = apiKey === undefined ? http('/v1/models') : exec('python3', '-c', asksWithKey(port));
  return { started: http('/health'), ready, alive: http('/health') };
}

/** A probe over HTTP cannot read a Secret: a command asks with the container's key. */
function asksWithKey(port: number): string {
  return `import os, urllib.request
request = urllib.request.Request("http://127.0.0.1:${port}/v1/models")
request.add_header("Authorization", "Bearer " + os.environ["${keyVariable}"])
urllib.request.urlopen(request, timeout=2)`;
}

function noKeyInArguments({ args = [] }: ModelServiceProps, field: Field): void {
  const index = args.findIndex((one) => one.startsWith('--api-key'));
  if (index < 0) return;
  field.at('args').problem('secret-value', {
    got: 'a value that is not shown',
    allowed: 'a reference to a Secret',
    remedy: "use vllm({ apiKey: { secret: 'name', key: 'key' } })",
  });
}

import type { EnvVar } from '../../imports/kubernetes';
import type { ModelInPod } from '../models/model-in-pod';
import type { ServedModel } from '../models/model-source';
import type { Platform } from '../platform/platform';
import type { Field } from '../problems';
import { type Check, wrongType } from '../shape';
import { kindOfValue, type Value, value } from '../value';
import type { InGroup } from './group';
import type { Spread } from './llm/parallel';
import type { ModelServiceProps } from './model-service-spec';

/** What a server needs of its service, where the user says nothing else. */
export type ServerProps = Pick<
  ModelServiceProps,
  'command' | 'args' | 'env' | 'mounts' | 'secrets' | 'port' | 'health' | 'metrics'
>;

/** How copies of a model hand over prompts that they have read. */
export interface HandOver {
  /** Flag that says it, and its value: the user's own wins. */
  readonly flag: string;
  readonly value: string;
  readonly variables: readonly EnvVar[];
}

/** A server that is known: how it is started, asked and measured; made by `vllm()` or `triton()`. */
export type ModelServer = Value<{
  readonly name: string;
  /** What it is started with. @param pathOf folder of `model`, or of an adapter */
  readonly starts: (given: ModelServiceProps, pathOf: (title: string) => string | undefined) => ServerProps;
  /** Further models beside the service's, by name; each below `/mnt/adapters/<name>`. @default none */
  readonly adapters?: Readonly<Record<string, ServedModel>>;
  /** Whether it exports metrics on the port that answers requests. @default false */
  readonly metricsOnPort?: boolean;
  /** The language model that it serves: under which name, spread how. @default not a language model */
  readonly served?: (given: ModelServiceProps) => { readonly name?: string; readonly spread: Spread };
  /** How pods that share one copy of its model start it. @default none share one */
  readonly inGroup?: InGroup;
  /** Whether a picker of endpoints knows its metrics. @default false */
  readonly pickable?: boolean;
  /** What lets one copy read a prompt and another answer it. @default each does both */
  readonly handsOver?: HandOver;
  readonly valid: (field: Field) => void;
  readonly fits: (given: ModelServiceProps, platform: Platform, field: Field) => void;
}>;

export function knownServer(server: Omit<ModelServer, never>): ModelServer {
  return value('server', { ...server });
}

export const modelServer: Check<ModelServer> = (candidate, field) => {
  if (kindOfValue(candidate) !== 'server') wrongType(field, candidate, 'the result of vllm() or triton()');
  else candidate.valid(field);
};

/** A server that is known serves a model that is known. */
export function needsModel({ model }: ModelServiceProps, server: string, field: Field): void {
  if (model !== undefined) return;
  field.at('model').problem('missing-prop', {
    got: `${server} without a model`,
    allowed: 'a model',
    remedy: "give model: claim.model('name', 'version'), a source such as s3(), or inImage('/models/name')",
  });
}

/**
 * The service as it is with its server: what the user says wins, arguments and variables are added up.
 * @param brought folder of the service's own model, where something else brings it
 */
export function withServer(
  given: ModelServiceProps,
  models: readonly ModelInPod[],
  brought?: string,
): ModelServiceProps {
  if (given.server === undefined) return given;
  const {
    args = [],
    env,
    mounts = [],
    secrets = [],
    health,
    ...server
  } = given.server.starts(given, (title) =>
    title === 'model' && brought !== undefined ? brought : models.find((one) => one.title === title)?.path,
  );
  return {
    ...server,
    ...given,
    args: [...args, ...(given.args ?? [])],
    env: { ...env, ...given.env },
    mounts: [
      ...mounts.filter(({ path: at }) => !given.mounts?.some((own) => own.path === at)),
      ...(given.mounts ?? []),
    ],
    secrets: [...secrets, ...(given.secrets ?? [])],
    health: { ...health, ...given.health },
  };
}

import type { AccessMode } from '../platform/platform';
import type { Field } from '../problems';
import { quantity } from '../quantity';
import { type Check, made, text } from '../shape';
import { type Value, value } from '../value';
import { claimMount, type Mount } from './storage';

/** Where models stand in every container. */
export const modelRoot = '/mnt/models';

/** Variables that say where in it a container finds its model, or puts it. */
export const modelVariables: ReadonlySet<string> = new Set(['MODEL_OUTPUT', 'MODEL_PATH']);

/** A model on a claim, at `/mnt/models/<name>/<version>`; made by `claim.model()` or a training's `output`. */
export type ModelLocation = Value<{
  readonly claim: string;
  readonly access: readonly AccessMode[];
  readonly name: string;
  /** Undefined where a training writes it: each run has its own. */
  readonly version?: string;
  /** Size of the files, which decides the start-up budget. */
  readonly size?: string;
  /** Size of the claim. @default unknown: not compared with the model's */
  readonly capacity?: string;
}>;

/** A volume on which models are kept for all pods, such as `claim.cache()`. */
export type ModelCache = Value<{
  readonly claim: string;
  readonly access: readonly AccessMode[];
  /** @default unknown: not compared with the model's */
  readonly capacity?: string;
}>;

export function modelLocation(location: Omit<ModelLocation, never>): ModelLocation {
  return value('model', { ...location });
}

export const model: Check<ModelLocation> = (candidate, field) => {
  const before = field.problems.length;
  made<ModelLocation>('model', "claim.model('name') or training.output")(candidate, field);
  if (field.problems.length > before) return;
  for (const key of ['name', 'version'] as const) {
    const part = candidate[key];
    if (part === undefined) continue;
    text(part, field.at(key));
    if (!/^[\w][\w.-]*$/.test(part))
      field
        .at(key)
        .problem('bad-name', { got: part, allowed: "letters, digits, '.', '_' and '-'", remedy: 'rename it' });
  }
  if (candidate.size !== undefined) quantity(candidate.size, field.at('size'));
};

export function modelPath({ name, version }: Pick<ModelLocation, 'name' | 'version'>, root = modelRoot): string {
  return `${root}/${name}/${version}`;
}

/** The claim in a container, with its models below `root`. */
export function modelsMount({ claim, access }: ModelCache, root = modelRoot): Mount {
  return claimMount(claim, access, root, { readOnly: true });
}

/** What asks a model must say which version. */
export function versioned({ name, version }: Pick<ModelLocation, 'name' | 'version'>, field: Field): void {
  if (version !== undefined) return;
  field.problem('missing-prop', {
    got: `model '${name}'`,
    allowed: 'a model with a version',
    remedy: "name it: claim.model('name', 'version'), or training.output",
  });
}
